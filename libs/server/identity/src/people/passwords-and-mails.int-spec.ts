import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import { SMTPServer } from 'smtp-server';
import { SendMails } from '../mail/send-mails.ts';
import { Browser, GOOD_PASSWORD } from '../testing/browser.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { AfterAnswer } from './after-answer.ts';

interface Received {
  readonly to: readonly string[];
  readonly source: string;
}

/** A mail server on loopback that keeps what it is given; `refusal` makes it say no. */
class MailServer {
  readonly received: Received[] = [];
  refusal: { code: number; message: string } | undefined;
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { refusal } = this;
        if (refusal) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        const source = Buffer.concat(chunks).toString('utf8');
        this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), source });
        done();
      });
    },
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** The newest mail to an address, its text undone from its encoding. */
  last(to: string): { subject: string; text: string; link: string } {
    const mail = this.received.filter((m) => m.to.includes(to)).at(-1);
    if (!mail) throw new Error(`no mail to ${to}`);
    const text = mail.source
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return {
      subject: /^Subject: (.*)$/m.exec(text)?.[1]?.trim() ?? '',
      text,
      link: /http:\/\/\S+/.exec(text)?.[0] ?? '',
    };
  }
}

let db: TestDatabase;
let mailServer: MailServer;
let withMail: IdentityApp;
let withMailToo: IdentityApp;
let without: IdentityApp;
let ip = 0;
const browser = (app = withMail) => new Browser(app, `198.51.100.${(ip += 1)}`);
const send = async (app = withMail): Promise<void> => {
  await app.app.get(AfterAnswer).settled();
  while ((await app.app.get(SendMails).execute()) > 0);
};
const tokenOf = (link: string): string => new URL(link).searchParams.get('token')!;
const audit = async (target: string): Promise<string[]> =>
  (
    await without.database.queryOutside<{ action: string }>(
      sql`select action from audit_event where target_id = ${target} or target_name = ${target} order by occurred, sequence`,
    )
  ).map(({ action }) => action);

beforeAll(async () => {
  db = await createTestDatabase();
  mailServer = new MailServer();
  const env = { ORCH_SIGN_UP: 'open' };
  const mail = { ...env, ORCH_SMTP_URL: await mailServer.start(), ORCH_MAIL_FROM: 'Orch <orch@example.com>' };
  [withMail, withMailToo, without] = await Promise.all([
    IdentityApp.start(db.url, mail),
    IdentityApp.start(db.url, mail),
    IdentityApp.start(db.url, env),
  ]);
});
afterAll(async () => {
  await Promise.all([withMail?.stop(), withMailToo?.stop(), without?.stop()]);
  await mailServer?.stop();
  await db?.drop();
});

describe('with a mail server', () => {
  it('an address is proven by the mail before anybody can sign in with it', async () => {
    const ada = browser();
    const answer = await ada.post('/api/auth/sign-up', { email: 'ada@example.com', password: GOOD_PASSWORD });
    expect(answer).toMatchObject({ status: 201, body: { session: null, next: 'verify_email' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await ada.signIn('ada@example.com')).status).toBe(401);
    await send();
    const mail = mailServer.last('ada@example.com');
    expect(mail.subject).toBe('Confirm your e-mail address');
    expect(mail.link).toMatch(/^http:\/\/127\.0\.0\.1:4200\/auth\/verify-email\?token=[\w-]{43}$/);
    expect(mail.text).toContain('From: Orch <orch@example.com>');
    expect(mail.text).toContain('Content-Type: text/html');
    const verify = () => ada.post('/api/auth/verify-email', { token: tokenOf(mail.link) });
    expect((await verify()).status).toBe(204);
    expect((await verify()).status).toBe(410);
    expect(await ada.signIn('ada@example.com')).toMatchObject({
      status: 200,
      body: { session: { user: { email_verified: true } } },
    });
    expect(await audit('ada@example.com')).toEqual(
      expect.arrayContaining(['session.refused', 'email.verified']),
    );
    const [row] = await without.database.queryOutside<{ content: Buffer; sent: boolean }>(
      sql`select content, sent_at is not null as sent from mail where recipient = 'ada@example.com'`,
    );
    expect(row).toEqual({ content: Buffer.alloc(0), sent: true });
  });

  it('signing up with a known address looks the same from outside, and its owner is told', async () => {
    const body = { email: 'ada@example.com', password: 'another good password here' };
    const [again, fresh] = [browser(), browser()];
    const started = performance.now();
    const known = await again.post('/api/auth/sign-up', body);
    const knownMs = performance.now() - started;
    const unknown = await fresh.post('/api/auth/sign-up', { ...body, email: 'fresh@example.com' });
    expect({ status: known.status, body: known.body }).toEqual({
      status: unknown.status,
      body: unknown.body,
    });
    expect(knownMs).toBeGreaterThan(390);
    await send();
    expect(mailServer.last('ada@example.com').subject).toBe('You already have an account');
    expect((await browser().signIn('ada@example.com', 'another good password here')).status).toBe(401);
    expect((await browser().signIn('ada@example.com')).status).toBe(200);
  });

  it('a new password comes by a link that works once, ends all sessions, and proves the address', async () => {
    const [grace, thief] = [browser(), browser()];
    await grace.post('/api/auth/sign-up', { email: 'grace@example.com', password: GOOD_PASSWORD });
    await send();
    await without.database.queryOutside(
      sql`update app_user set email_verified_at = now() where email = 'grace@example.com'`,
    );
    const { body } = await thief.signIn('grace@example.com');
    const answers = await Promise.all(
      ['grace@example.com', 'nobody@example.com'].map((email) =>
        grace.post('/api/auth/forgot-password', { email }),
      ),
    );
    expect(answers.map(({ status, body: b }) => [status, b])).toEqual([
      [202, undefined],
      [202, undefined],
    ]);
    await send();
    const { link } = mailServer.last('grace@example.com');
    expect(link).toContain('/auth/reset-password?token=');
    expect(() => mailServer.last('nobody@example.com')).toThrow();

    const reset = (token: string, password: string) =>
      grace.post('/api/auth/reset-password', { token, password });
    expect((await reset('x', 'a brand new password')).status).toBe(410);
    expect((await reset(tokenOf(link), 'password123')).status).toBe(422);
    const both = await Promise.all([1, 2].map(() => reset(tokenOf(link), 'a brand new password')));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
    expect((await thief.call('GET', '/api/me')).status).toBe(401);
    expect((await browser().signIn('grace@example.com')).status).toBe(401);
    expect((await browser().signIn('grace@example.com', 'a brand new password')).status).toBe(200);
    await send();
    expect(mailServer.last('grace@example.com').subject).toBe('Your password was changed');
    expect(await audit(body.session.user.id)).toEqual(
      expect.arrayContaining(['password.reset_requested', 'password.reset']),
    );
  });

  it('a link is too old after its time, and nobody is sent more than three', async () => {
    const email = 'old-link@example.com';
    await browser().post('/api/auth/sign-up', { email, password: GOOD_PASSWORD });
    await send();
    const resend = () => browser().post('/api/auth/resend-verification', { email });
    await Promise.all(Array.from({ length: 5 }, resend));
    await send();
    expect(mailServer.received.filter((m) => m.to.includes(email))).toHaveLength(3);
    const { link } = mailServer.last(email);
    await without.database.queryOutside(sql`update link_token set expires_at = now() - interval '1 second'`);
    expect((await browser().post('/api/auth/verify-email', { token: tokenOf(link) })).status).toBe(410);
    expect(
      (await browser().post('/api/auth/resend-verification', { email: 'nobody@example.com' })).status,
    ).toBe(202);
    expect((await browser().post('/api/auth/resend-verification')).status).toBe(401);
  });

  it('the links of one kind do not do the work of another', async () => {
    const email = 'kinds@example.com';
    await browser().post('/api/auth/sign-up', { email, password: GOOD_PASSWORD });
    await send();
    const token = tokenOf(mailServer.last(email).link);
    const answer = await browser().post('/api/auth/reset-password', {
      token,
      password: 'a brand new password',
    });
    expect(answer.status).toBe(410);
    await browser().post('/api/auth/forgot-password', { email });
    await send();
    const resetToken = tokenOf(mailServer.last(email).link);
    expect((await browser().post('/api/auth/verify-email', { token: resetToken })).status).toBe(410);
    const asOwner = { email: 'x@example.com', password: GOOD_PASSWORD, first_owner_token: token };
    expect((await browser().post('/api/auth/sign-up', asOwner)).status).toBe(410);
  });

  it('two senders send each mail once; one that says "later" is asked again, one that says "no" is not', async () => {
    const people = Array.from({ length: 12 }, (_, i) => `batch${i}@example.com`);
    await Promise.all(
      people.map((email) => browser().post('/api/auth/sign-up', { email, password: GOOD_PASSWORD })),
    );
    await Promise.all([send(withMail), send(withMailToo)]);
    for (const email of people)
      expect(mailServer.received.filter((m) => m.to.includes(email))).toHaveLength(1);

    const state = async (email: string) => {
      const [row] = await without.database.queryOutside<{
        attempts: number;
        dead: boolean;
        sent: boolean;
        waits: number;
        error: string;
      }>(sql`
        select attempts, failed_at is not null as dead, sent_at is not null as sent, last_error as error,
          round(extract(epoch from next_attempt_at - now()))::int as waits from mail where recipient = ${email}`);
      return row!;
    };
    mailServer.refusal = { code: 451, message: 'try again later' };
    await browser().post('/api/auth/sign-up', { email: 'later@example.com', password: GOOD_PASSWORD });
    await send();
    expect(await state('later@example.com')).toMatchObject({
      attempts: 1,
      dead: false,
      sent: false,
      waits: expect.any(Number),
      error: expect.stringContaining('try again later'),
    });
    expect((await state('later@example.com')).waits).toBeGreaterThan(50);
    mailServer.refusal = { code: 550, message: 'no such mailbox' };
    await browser().post('/api/auth/sign-up', { email: 'never@example.com', password: GOOD_PASSWORD });
    await send();
    expect(await state('never@example.com')).toMatchObject({ attempts: 1, dead: true, sent: false });
    mailServer.refusal = undefined;
    await without.database.queryOutside(
      sql`update mail set next_attempt_at = now() where recipient = 'later@example.com'`,
    );
    await send();
    expect(await state('later@example.com')).toMatchObject({ attempts: 2, sent: true });

    mailServer.refusal = { code: 421, message: 'busy' };
    await browser().post('/api/auth/sign-up', { email: 'dead@example.com', password: GOOD_PASSWORD });
    for (let i = 0; i < 9; i += 1) {
      await without.database.queryOutside(
        sql`update mail set next_attempt_at = now() where recipient = 'dead@example.com'`,
      );
      await send();
    }
    mailServer.refusal = undefined;
    expect(await state('dead@example.com')).toMatchObject({ attempts: 8, dead: true, sent: false });
  });
});

describe('changing a password', () => {
  it('asks for the old one, signs out the others, and gives this session another token', async () => {
    const [ada, other] = [browser(without), browser(without)];
    const { user } = await ada.signUp('change@example.com');
    await other.signIn('change@example.com');
    const change = (current_password: string, password: string) =>
      ada.post('/api/auth/change-password', { current_password, password });
    expect((await change('wrong', 'a brand new password')).status).toBe(403);
    expect((await change(GOOD_PASSWORD, 'change@example.com')).status).toBe(422);
    const { cookie, csrf } = ada;
    const { status, body } = await change(GOOD_PASSWORD, 'a brand new password');
    expect(status).toBe(200);
    expect(body.session.user.id).toBe(user.id);
    expect(ada.cookie).not.toBe(cookie);
    expect(ada.csrf).not.toBe(csrf);
    expect((await ada.call('PATCH', '/api/me', { first_name: 'Ada' })).status).toBe(200);
    expect((await other.call('GET', '/api/me')).status).toBe(401);
    const old = browser(without);
    old.cookie = cookie;
    expect((await old.call('GET', '/api/me')).status).toBe(401);
    expect((await browser(without).signIn('change@example.com', 'a brand new password')).status).toBe(200);
    expect(await audit(user.id)).toEqual(
      expect.arrayContaining(['password.change_refused', 'password.changed']),
    );
  });

  it('guesses of the old one are counted like sign-ins', async () => {
    const ada = browser(without);
    await ada.signUp('guess-change@example.com');
    const statuses = [];
    for (let i = 0; i < 7; i += 1)
      statuses.push(
        (
          await ada.post('/api/auth/change-password', {
            current_password: `wrong ${i}`,
            password: 'a brand new password',
          })
        ).status,
      );
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
  });
});

describe('without a mail server', () => {
  it('mails are shown to who runs the server, not to owners of other accounts, and reading them is written down', async () => {
    const [operator, owner] = [browser(without), browser(without)];
    const { user } = await operator.signUp('operator@example.com');
    await owner.signUp('owner@example.com');
    await without.database.queryOutside(sql`update app_user set is_operator = true where id = ${user.id}`);
    await browser(without).post('/api/auth/forgot-password', { email: 'owner@example.com' });
    await send(without);
    const mailsOf = async (who: Browser) => {
      const [{ account_id }] = (await who.call('GET', '/api/me/accounts')).body;
      return { account_id, mails: (await who.call('GET', `/api/accounts/${account_id}/mails`)).body };
    };
    expect((await mailsOf(owner)).mails).toEqual([]);
    const { account_id, mails } = await mailsOf(operator);
    const shown = mails.find(
      (m: { kind: string; to: string }) => m.kind === 'reset_password' && m.to === 'owner@example.com',
    );
    expect(shown).toEqual({
      id: expect.any(String),
      created: expect.stringMatching(/Z$/),
      kind: 'reset_password',
      to: 'owner@example.com',
      subject: 'Set a new password',
      link: expect.stringMatching(/\/auth\/reset-password\?token=/),
      expires: expect.stringMatching(/Z$/),
    });
    expect(await audit(account_id)).toContain('mail.read');
    // not by a key of theirs, not in an account that is not theirs, and not once mails are sent
    const { body: made } = await operator.post(`/api/users/${user.id}/api_keys`, { name: 'script' });
    const script = browser(without);
    script.headers = { authorization: `Bearer ${made.key}` };
    expect((await script.call('GET', `/api/accounts/${account_id}/mails`)).body).toEqual([]);
    const foreign = (await mailsOf(owner)).account_id;
    expect((await operator.call('GET', `/api/accounts/${foreign}/mails`)).status).toBe(404);
    operator.app = withMail;
    expect((await operator.call('GET', `/api/accounts/${account_id}/mails`)).body).toEqual([]);
    const rows = await without.database.queryOutside<{ text: string }>(
      sql`select string_agg(encode(content, 'escape'), '') as text from mail`,
    );
    expect(rows[0]!.text).not.toContain('reset-password');
  });
});

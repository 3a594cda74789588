import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Config, Egress, EgressRules } from '@orch/platform';
import { Secret } from '@orch/kernel';
import { SMTPServer } from 'smtp-server';
import { ActionFailed, TryAgain } from '../actions/action-failed.ts';
import { DeliverNotification } from './deliver-notification.ts';
import { SendEmail } from './send-email.ts';

/** What a mail server was handed. */
interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly text: string;
}

/** Listens on every address of this machine that begins with 127: those that are listed and those that are not. */
const ALLOWED = '127.0.0.2';
let http: Server;
let smtp: SMTPServer;
let httpPort: number;
let smtpPort: number;
let hits: { method: string; path: string; headers: Record<string, unknown>; body: string }[] = [];
let mails: Mail[] = [];
let connections = 0;
let answer: { status: number; location?: string } = { status: 200 };
let refusesMail = 0;

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port; // it listens on a port

jest.setTimeout(60_000);

beforeAll(async () => {
  http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      hits.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const { status, location } = answer;
      response.writeHead(status, location === undefined ? {} : { location }).end('said');
    });
  });
  smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error(`no ${password}`)),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        if (refusesMail > 0)
          return done(Object.assign(new Error('not now, s3cret'), { responseCode: refusesMail }));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          user: session.user,
          text,
        });
        done();
      });
    },
  });
  await new Promise<void>((done) => http.listen(0, done));
  await new Promise<void>((done) => smtp.listen(0, done));
  httpPort = portOf(http);
  smtpPort = portOf(smtp.server);
}, 30_000);
afterAll(async () => {
  await new Promise((done) => http?.close(done));
  await new Promise<void>((done) => smtp?.close(done));
});
beforeEach(() => {
  hits = [];
  mails = [];
  connections = 0;
  answer = { status: 200 };
  refusesMail = 0;
});

type Resolve = (name: string) => Promise<{ address: string; family: number }[]>;
function deliverer({ resolve, smtpUrl }: { resolve?: Resolve; smtpUrl?: string } = {}) {
  const egress = new Egress({ rules: new EgressRules([`${ALLOWED}/32`]), ...(resolve ? { resolve } : {}) });
  const mail = {
    smtpUrl: smtpUrl === undefined ? undefined : new Secret(smtpUrl),
    from: 'Orch <orch@example.com>',
  };
  const emails = new SendEmail(egress, { mail } as Config); // it reads nothing else
  return { notifications: new DeliverNotification(egress, emails), emails };
}
const MESSAGE = { subject: 'Run failed', body: 'etl/daily failed at 10:00 ü' };
const send = (slug: string, data: Record<string, unknown>, more = {}): Promise<void> =>
  deliverer(more).notifications.execute(slug, data, MESSAGE);
const failure = async (delivery: Promise<void>): Promise<Error> => {
  try {
    await delivery;
  } catch (error) {
    if (error instanceof ActionFailed || error instanceof TryAgain) return error;
    throw error;
  }
  throw new Error('it was delivered');
};
const mailBlock = (more: Record<string, unknown> = {}) => ({
  username: 'me@example.com',
  password: 'right',
  smtp_server: ALLOWED,
  smtp_type: 'INSECURE',
  smtp_port: smtpPort,
  ...more,
});

describe('receivers get', () => {
  it('the message of Slack', async () => {
    await send('slack-webhook', {
      url: `http://${ALLOWED}:${httpPort}/services/T/B/x`,
      notify_type: 'failure',
    });
    expect(hits).toMatchObject([
      { method: 'POST', path: '/services/T/B/x', headers: { 'content-type': 'application/json' } },
    ]);
    expect(JSON.parse(hits[0]!.body)).toMatchObject({
      text: MESSAGE.subject,
      attachments: [{ title: MESSAGE.subject, text: MESSAGE.body, color: '#A32037' }],
    });
  });

  it('the event of PagerDuty, by the very request that goes to its address', async () => {
    const { notificationRequests } = await import('./notification-requests.ts');
    const block = { integration_key: 'key', api_key: 'api', notify_type: 'warning', component: 'etl' };
    const [request] = notificationRequests('pager-duty-webhook', block, MESSAGE) ?? [];
    expect(request?.url).toBe('https://events.pagerduty.com/v2/enqueue');
    const { notifications } = deliverer();
    await notifications.send({ ...request!, url: `http://${ALLOWED}:${httpPort}/v2/enqueue` }, 'x');
    expect(hits[0]).toMatchObject({ path: '/v2/enqueue', headers: { authorization: 'Token token=api' } });
    expect(JSON.parse(hits[0]!.body)).toMatchObject({
      routing_key: 'key',
      event_action: 'trigger',
      payload: {
        summary: MESSAGE.subject,
        severity: 'warning',
        component: 'etl',
        custom_details: { 'Prefect Notification Body': MESSAGE.body },
      },
    });
  });

  it('what a custom webhook makes of it, its secrets filled in', async () => {
    await send('custom-webhook', {
      name: 'mine',
      url: `http://${ALLOWED}:${httpPort}/notify`,
      method: 'PUT',
      headers: { 'x-token': '{{token}}' },
      json_data: { title: '{{subject}}', text: '{{body}}' },
      secrets: { token: 's3cret' },
    });
    expect(hits).toMatchObject([{ method: 'PUT', path: '/notify', headers: { 'x-token': 's3cret' } }]);
    expect(JSON.parse(hits[0]!.body)).toEqual({ title: MESSAGE.subject, text: MESSAGE.body });
  });

  it('the mail of a block, by its server, to its user', async () => {
    await send('email-server-credentials', mailBlock());
    expect(mails).toMatchObject([{ from: 'me@example.com', to: ['me@example.com'], user: 'me@example.com' }]);
    expect(mails[0]?.text).toMatch(/^Subject: Run failed\r$/m);
    expect(mails[0]?.text).toMatch(/etl\/daily failed at 10:00 =C3=BC/);
    expect(mails[0]?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  it('the mail to others, by a block or by the server of the settings', async () => {
    const to = ['a@example.com', 'b@example.com'];
    await deliverer().notifications.execute('email-server-credentials', mailBlock(), MESSAGE, to);
    // the operator's own server may be anywhere
    await deliverer({ smtpUrl: `smtp://127.0.0.1:${smtpPort}` }).emails.bySettings(to, MESSAGE);
    expect(mails.map(({ from, to: receivers }) => [from, receivers])).toEqual([
      ['me@example.com', to],
      ['orch@example.com', to],
    ]);
    expect((await failure(deliverer().emails.bySettings(to, MESSAGE))).message).toMatch(/ORCH_SMTP_URL/);
  });

  it('a URL of Apprise’s form in the place of an address', async () => {
    await send('slack-webhook', { url: `json://user:pass@${ALLOWED}:${httpPort}/a/b` });
    expect(hits[0]).toMatchObject({ path: '/a/b', headers: { authorization: 'Basic dXNlcjpwYXNz' } });
    expect(JSON.parse(hits[0]!.body)).toMatchObject({ title: MESSAGE.subject, message: MESSAGE.body });
    const url = `mailto://me:right@example.com:${smtpPort}?smtp=${ALLOWED}&mode=insecure&to=a@example.com`;
    await send('ms-teams-webhook', { url });
    expect(mails).toMatchObject([{ from: 'me@example.com', to: ['a@example.com'], user: 'me@example.com' }]);
  });

  it('no header that a subject brings along', async () => {
    const message = { subject: 'a\r\nBcc: evil@example.com', body: 'b' };
    await deliverer().notifications.execute('email-server-credentials', mailBlock(), message);
    expect(mails[0]?.to).toEqual(['me@example.com']);
    expect(mails[0]?.text).toMatch(/^Subject: a Bcc: evil@example\.com\r$/m);
  });
});

describe('failures repeat nothing of the block', () => {
  it.each([
    ['a wrong password', { password: 's3cret' }, 0, ActionFailed, /does not accept the credentials$/],
    ['a mail that is refused for now', {}, 451, TryAgain, /answered 451$/],
    ['a mail that is refused', {}, 550, ActionFailed, /answered 550$/],
    ['a server without encryption', { smtp_type: 'STARTTLS' }, 0, Error, /^The mail was not sent/],
    ['a user that is no address', { username: 's3cret' }, 0, ActionFailed, /no receiver/],
    ['an unknown kind of security', { smtp_type: 's3cret' }, 0, ActionFailed, /smtp_type/],
  ])('%s', async (_what, more, code, kind, words) => {
    refusesMail = code;
    const error = await failure(send('email-server-credentials', mailBlock(more)));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(words);
    expect(error.message).not.toMatch(/s3cret|right/);
    expect(mails).toEqual([]);
  });

  it.each([
    [404, ActionFailed],
    [429, TryAgain],
    [500, TryAgain],
  ])('a receiver that answers %d', async (status, kind) => {
    answer = { status };
    const error = await failure(send('slack-webhook', { url: `http://${ALLOWED}:${httpPort}/s3cret` }));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(`Notification failed: the receiver answered ${status}`);
  });

  it('a URL of no known kind, or without its parts', async () => {
    for (const url of ['gopher://s3cret', 'slack://s3cret', 's3cret', 'discord://'])
      expect((await failure(send('slack-webhook', { url }))).message).not.toContain('s3cret');
  });
});

describe('nothing inside is reached', () => {
  // ports of this very test: a hit would be counted
  const CORPUS = [
    '127.0.0.1',
    'localhost',
    'localhost.',
    '0.0.0.0',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '[fd00::1]',
    '[fe80::1]',
  ];

  it.each(CORPUS)(
    'at %s',
    async (host) => {
      const url = `http://${host}:${httpPort}/canary`;
      const bare = host.replace(/^\[|\]$/g, '');
      const deliveries = [
        () => send('slack-webhook', { url }),
        () => send('ms-teams-webhook', { url }),
        () => send('slack-webhook', { url: url.replace('http:', 'https:') }),
        () => send('custom-webhook', { name: 'n', url, method: 'GET' }),
        () => send('mattermost-webhook', { hostname: host, port: httpPort, token: 't' }),
        () => send('slack-webhook', { url: `json://${host}:${httpPort}/canary` }),
        () =>
          send('slack-webhook', { url: `mailto://a:b@example.com:${smtpPort}?smtp=${host}&mode=insecure` }),
        () => send('email-server-credentials', mailBlock({ smtp_server: host })),
        () => send('email-server-credentials', mailBlock({ smtp_server: bare })),
        () => send('email-server-credentials', mailBlock({ smtp_server: bare, smtp_port: httpPort })),
      ];
      for (const delivery of deliveries) expect((await failure(delivery())).message).not.toContain('canary');
      expect([hits, connections]).toEqual([[], 0]);
    },
    60_000,
  );

  it('behind a redirect', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = { status, location: `http://127.0.0.1:${httpPort}/canary` };
      await failure(send('slack-webhook', { url: `http://${ALLOWED}:${httpPort}/start` }));
    }
    expect(hits.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => '/start'));
  });

  it('behind a name that changes its answer', async () => {
    const answers = ['93.184.216.34', '127.0.0.1'];
    let asked = 0;
    const resolve: Resolve = () => Promise.resolve([{ address: answers[Math.min(asked++, 1)]!, family: 4 }]);
    const rebinding = { resolve };
    asked = 1; // the name leads inside by now
    await failure(send('slack-webhook', { url: `https://rebind.test:${httpPort}/canary` }, rebinding));
    await failure(send('email-server-credentials', mailBlock({ smtp_server: 'rebind.test' }), rebinding));
    // what was checked is what is connected to: the name is asked once
    asked = 0;
    const allowedThenInside: Resolve = () =>
      Promise.resolve([{ address: asked++ === 0 ? ALLOWED : '127.0.0.1', family: 4 }]);
    await send('email-server-credentials', mailBlock({ smtp_server: 'rebind.test' }), {
      resolve: allowedThenInside,
    });
    expect([hits, connections, asked]).toEqual([[], 1, 1]);
    const mixed: Resolve = () =>
      Promise.resolve([
        { address: ALLOWED, family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    await failure(
      send('email-server-credentials', mailBlock({ smtp_server: 'mixed.test' }), { resolve: mixed }),
    );
    expect([hits, connections]).toEqual([[], 1]);
  });

  it('by a host that is more than a name', async () => {
    for (const smtp_server of ['127.0.0.1/x', 'a@127.0.0.1', '127.0.0.1:25', '', ' ', 'http://127.0.0.1'])
      await failure(send('email-server-credentials', mailBlock({ smtp_server: smtp_server || ' ' })));
    expect([hits, connections]).toEqual([[], 0]);
  });
});

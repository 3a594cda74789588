import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Config, Egress, EgressRules } from '@orch/platform';
import { type MailStub, selfSigned, startMailStub } from '@orch/testing';
import { ActionFailed } from '../actions/action-failed.ts';
import type { MailServer } from './mail-server.ts';
import { SendEmail } from './send-email.ts';

const CERTIFICATE = selfSigned('mail of a test', ['127.0.0.1']);
const TRUSTED = getCACertificates('default');
let stubs: Record<'ssl' | 'starttls', MailStub>;

jest.setTimeout(60_000);
beforeAll(async () => {
  stubs = {
    ssl: await startMailStub('ssl', CERTIFICATE),
    starttls: await startMailStub('starttls', CERTIFICATE),
  };
});
afterEach(() => setDefaultCACertificates(TRUSTED));
afterAll(async () => {
  for (const stub of Object.values(stubs)) await stub.stop();
});

const send = (security: 'ssl' | 'starttls', more: Partial<MailServer> = {}): Promise<void> => {
  const egress = new Egress({ rules: new EgressRules(['127.0.0.1/32']) });
  const emails = new SendEmail(egress, { mail: {} } as Config); // it reads nothing else
  const { port } = stubs[security];
  const server = { host: '127.0.0.1', port, security, username: 'me', password: 'right', ...more };
  return emails.by(server, {
    from: 'a@example.com',
    to: ['b@example.com'],
    subject: 'done',
    body: 'all of it',
  });
};

describe.each(['ssl', 'starttls'] as const)('a mail server with %s', (security) => {
  it('is given the mail, encrypted, when its certificate is trusted', async () => {
    setDefaultCACertificates([...TRUSTED, CERTIFICATE.cert]); // as NODE_EXTRA_CA_CERTS does for a process
    await send(security);
    expect(stubs[security].mails.splice(0)).toMatchObject([
      {
        to: ['b@example.com'],
        user: 'me',
        isEncrypted: true,
        text: expect.stringContaining('Subject: done'),
      },
    ]);
  });

  it.each([
    ['a certificate that nobody vouches for', false, {}, /certificate of the mail server is not trusted/],
    ['a wrong password', true, { password: 's3cret' }, /does not accept the credentials/],
    [
      'the other kind of security',
      true,
      { security: security === 'ssl' ? 'starttls' : 'ssl' } as const,
      /^The mail was not sent: /,
    ],
  ])('is given nothing with %s, and it is told why', async (what, isTrusted, more, words) => {
    if (isTrusted) setDefaultCACertificates([...TRUSTED, CERTIFICATE.cert]);
    const error = await send(security, more).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).toMatch(words);
    expect(error?.message).not.toContain('s3cret');
    if (what.startsWith('a certificate that')) expect(error).toBeInstanceOf(ActionFailed);
    expect(stubs[security].mails).toEqual([]);
  });
});

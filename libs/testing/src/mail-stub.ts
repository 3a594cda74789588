import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SelfSigned } from './self-signed.ts';

/** A mail that was handed in. */
export interface StubMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
  /** All of it, as it came. */
  readonly text: string;
}

/** A mail server on this machine that takes every mail and sends none. */
export interface MailStub {
  readonly port: number;
  readonly mails: StubMail[];
  stop(): Promise<void>;
}

/** Starts one that wants the password `right`, over a connection that is encrypted from the start or by STARTTLS. */
export async function startMailStub(
  security: 'ssl' | 'starttls',
  { key, cert }: SelfSigned,
): Promise<MailStub> {
  const mails: StubMail[] = [];
  const server = new SMTPServer({
    key,
    cert,
    secure: security === 'ssl',
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, { envelope: { mailFrom, rcptTo }, user, secure }, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const to = rcptTo.map(({ address }) => address);
        mails.push({ from: mailFrom ? mailFrom.address : '', to, user, isEncrypted: secure, text });
        done();
      });
    },
  });
  server.on('error', () => undefined); // a client that does not trust the certificate leaves
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.server.address() as AddressInfo).port, // it listens on a port
    mails,
    stop: () => new Promise((done) => server.close(done)),
  };
}

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Egress, EgressError } from '@orch/platform';
import { ActionFailed, TryAgain } from '../actions/action-failed.ts';
import { refusalOf } from './refusal.ts';
import { type MailServer, mailServerOfUrl } from './mail-server.ts';
import type { Message } from './outbound-request.ts';

/** A mail of a notification: plain text. */
export interface Email extends Message {
  readonly to: readonly string[];
  readonly from: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const SUBJECT_CHARACTERS_MAX = 500;
/** Answers of a mail server that mean "not now". */
const isTransient = (code: number): boolean => code >= 400 && code < 500;

/** Sends notifications by mail: by a server that users name, which must be a public one, or by that of the settings. */
@Injectable()
export class SendEmail {
  constructor(
    private readonly egress: Egress,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** By a server that a user named. @throws ActionFailed, TryAgain */
  async by(server: MailServer, email: Email): Promise<void> {
    const socket = await this.egress.connect(server.host, server.port, CONNECT_MS).catch((error: unknown) => {
      throw error instanceof EgressError ? refusalOf(error, 'The mail was not sent') : error;
    });
    await this.send(socket, server, email);
  }

  /** By the server's own mail server. @throws ActionFailed without one; TryAgain */
  async bySettings(to: readonly string[], message: Message): Promise<void> {
    const { smtpUrl, from } = this.config.mail;
    if (!smtpUrl) throw new ActionFailed('This server has no mail server: its operator sets ORCH_SMTP_URL');
    const server = mailServerOfUrl(smtpUrl.reveal());
    await this.send(await opened(server), server, { ...message, to, from });
  }

  private async send(socket: Socket, server: MailServer, email: Email): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      connection: socket, // it was opened to an address that was checked: nothing is resolved a second time
      host: server.host,
      port: server.port,
      secure: server.security === 'ssl',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'insecure',
      ...(server.username === '' ? {} : { auth: { user: server.username, pass: server.password } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
    });
    try {
      await transport.sendMail({
        from: email.from,
        // as objects: an address is never read as a list of them
        to: email.to.map((address) => ({ name: '', address })),
        subject: email.subject.replace(/\s+/g, ' ').slice(0, SUBJECT_CHARACTERS_MAX),
        text: email.body,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw failureOf(error);
    } finally {
      transport.close();
      socket.destroy();
    }
  }
}

const opened = (server: MailServer): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: server.host, port: server.port });
    const failed = (): void => {
      socket.destroy();
      reject(new TryAgain('The mail was not sent: the mail server of this server does not answer'));
    };
    socket.setTimeout(CONNECT_MS, failed);
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.setTimeout(0).removeAllListeners('error').removeAllListeners('timeout');
      resolve(socket);
    });
  });

interface Failure {
  readonly code: string;
  readonly responseCode: number;
  readonly message: string;
}

/** What the mail server said is told by its number only: its words may repeat what was sent. */
function failureOf(error: unknown): Error {
  const { code, responseCode, message = '' } = error as Partial<Failure>; // errors of the library
  if (code === 'EAUTH')
    return new ActionFailed('The mail was not sent: the mail server does not accept the credentials');
  if (/certificate|altnames/i.test(message))
    return new ActionFailed('The mail was not sent: the certificate of the mail server is not trusted');
  if (responseCode !== undefined) {
    const text = `The mail was not sent: the mail server answered ${responseCode}`;
    return isTransient(responseCode) ? new TryAgain(text) : new ActionFailed(text);
  }
  if (code === 'ETLS' || code === 'ESOCKET' || code === 'ETIMEDOUT' || code === 'ECONNECTION')
    return new TryAgain('The mail was not sent: the connection to the mail server failed');
  return new ActionFailed('The mail was not sent: the mail server did not take it');
}

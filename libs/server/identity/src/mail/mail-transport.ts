import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@orch/platform';
import type { Transporter } from 'nodemailer';
import { baseUrl } from './page-url.ts';

/** A mail as it goes out. */
export interface OutgoingMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/** The mail server of the settings. */
@Injectable()
export class MailTransport implements OnModuleDestroy {
  private transporter: Promise<Transporter> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** False without a mail server: mails are logged and shown instead. */
  get isThere(): boolean {
    return this.config.mail.smtpUrl !== undefined;
  }

  /** @throws the library's error, with `responseCode` when the server said no */
  async send({ id, to, subject, text, html }: OutgoingMail): Promise<void> {
    const transporter = await (this.transporter ??= this.connect());
    const messageId = `<${id}@${new URL(baseUrl(this.config)).hostname}>`;
    await transporter.sendMail({
      from: this.config.mail.from,
      // as an object: an address is never read as a list of them
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async onModuleDestroy(): Promise<void> {
    (await this.transporter)?.close();
  }

  private async connect(): Promise<Transporter> {
    // most servers on a developer's machine never send any
    const { createTransport } = await import('nodemailer');
    const { smtpUrl } = this.config.mail;
    if (!smtpUrl) throw new Error('there is no mail server to send to');
    const times = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };
    const { protocol, hostname, port, username, password } = new URL(smtpUrl.reveal());
    const secure = protocol === 'smtps:';
    const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
    return createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      // credentials do not cross a network in the clear; a relay without them is taken as it is
      requireTLS: !secure && !isLoopback(hostname) && username !== '',
      ...(username === '' ? {} : { auth }),
      ...times,
    });
  }
}

const isLoopback = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

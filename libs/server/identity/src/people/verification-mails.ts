import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx } from '@orch/platform';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { baseUrl, pageUrl } from '../mail/page-url.ts';
import { type LinkOwner, LinkTokenRepository } from './link-token.repository.ts';
import {
  alreadySignedUpMail,
  passwordChangedMail,
  resetPasswordMail,
  verifyEmailMail,
} from './people-mails.ts';

/** Writes the mails about a person's address and password into the transaction at hand. */
@Injectable()
export class VerificationMails {
  constructor(
    private readonly links: LinkTokenRepository,
    private readonly outbox: MailOutbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** False when the person has enough open links already. */
  async send(tx: Tx, owner: LinkOwner): Promise<boolean> {
    const link = await this.links.make(tx, 'verify_email', owner);
    if (!link) return false;
    const url = pageUrl(this.config, '/auth/verify-email', { token: link.token.reveal() });
    const message = verifyEmailMail(url, this.server);
    await this.add(tx, 'verify_email', owner.email, message, link.expiresUs);
    return true;
  }

  /** False when the person has enough open links already. */
  async sendReset(tx: Tx, owner: LinkOwner): Promise<boolean> {
    const link = await this.links.make(tx, 'reset_password', owner);
    if (!link) return false;
    const url = pageUrl(this.config, '/auth/reset-password', { token: link.token.reveal() });
    await this.add(tx, 'reset_password', owner.email, resetPasswordMail(url, this.server), link.expiresUs);
    return true;
  }

  async sendAlreadySignedUp(tx: Tx, to: string): Promise<void> {
    const url = pageUrl(this.config, '/auth/sign-in');
    await this.add(tx, 'already_signed_up', to, alreadySignedUpMail(url, this.server), null);
  }

  async sendPasswordChanged(tx: Tx, to: string): Promise<void> {
    const url = pageUrl(this.config, '/auth/forgot-password');
    await this.add(tx, 'password_changed', to, passwordChangedMail(url, this.server), null);
  }

  private get server(): string {
    return new URL(baseUrl(this.config)).host;
  }

  private async add(
    tx: Tx,
    kind: string,
    to: string,
    message: ReturnType<typeof verifyEmailMail>,
    expiresUs: number | null,
  ): Promise<void> {
    await this.outbox.add(tx, { accountId: null, kind, to, message, expiresUs });
  }
}

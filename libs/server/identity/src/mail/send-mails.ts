import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { MailOutbox } from './mail-outbox.ts';
import { MailTransport } from './mail-transport.ts';
import { type DueMail, MailRepository } from './mail.repository.ts';

const BATCH = 20;
/** Tries until a mail is given up: about two hours with the pauses between them. */
const ATTEMPTS_MAX = 8;
const ERROR_CHARACTERS_MAX = 500;

/** Sends what is in the outbox; without a mail server it writes the links to the log. */
@Injectable()
export class SendMails {
  constructor(
    private readonly mails: MailRepository,
    private readonly outbox: MailOutbox,
    private readonly transport: MailTransport,
    private readonly http: HttpAdapterHost,
  ) {}

  /** One round; returns how many mails were taken, up to twenty. */
  async execute(): Promise<number> {
    const due = await this.mails.takeDue(BATCH);
    if (this.transport.isThere) await Promise.all(due.map((mail) => this.send(mail)));
    else if (due.length > 0) await this.show(due);
    return due.length;
  }

  private async send(mail: DueMail): Promise<void> {
    const content = this.outbox.open(mail.id, mail.content);
    if (mail.is_expired || !content)
      return this.giveUp(mail, mail.is_expired ? 'its link is too old' : 'cannot be opened');
    try {
      await this.transport.send({ id: mail.id, to: mail.recipient, subject: mail.subject, ...content });
      await this.mails.sent(mail.id);
    } catch (error) {
      const text = String(error instanceof Error ? error.message : error).slice(0, ERROR_CHARACTERS_MAX);
      if (isRefusal(error) || mail.attempts >= ATTEMPTS_MAX) return this.giveUp(mail, text);
      this.log.warn(
        { mailId: mail.id, attempts: mail.attempts, error: text },
        'mail not sent, to be tried again',
      );
      await this.mails.tryLater(mail.id, text);
    }
  }

  private async giveUp(mail: DueMail, error: string): Promise<void> {
    this.log.error({ mailId: mail.id, kind: mail.kind, attempts: mail.attempts, error }, 'mail given up');
    await this.mails.giveUp(mail.id, error);
  }

  private async show(due: readonly DueMail[]): Promise<void> {
    await this.mails.shown(due.map(({ id }) => id));
    for (const mail of due) {
      const link = this.outbox.open(mail.id, mail.content)?.link ?? null;
      this.log.info({ to: mail.recipient, kind: mail.kind, link }, `mail (no mail server): ${mail.subject}`);
    }
  }

  private get log(): FastifyInstance['log'] {
    return this.http.httpAdapter.getInstance<FastifyInstance>().log;
  }
}

/** The server said no for good: another attempt would be answered alike. */
const isRefusal = (error: unknown): boolean => {
  const { responseCode = 0, command } = (error ?? {}) as { responseCode?: number; command?: string };
  return responseCode >= 500 && command !== 'AUTH' && command !== 'CONN';
};

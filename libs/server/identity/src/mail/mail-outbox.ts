import { Injectable } from '@nestjs/common';
import { Ids, type Micros } from '@orch/kernel';
import { Sealer, type Tx } from '@orch/platform';
import { type MailMessage, renderMail } from './mail-message.ts';
import { MailRepository } from './mail.repository.ts';

/** A mail that is to be sent. */
export interface NewMail {
  /** The account on whose behalf it is written; `null`: the server itself (verification, passwords). */
  readonly accountId: string | null;
  /** The field's own word, such as `invitation`, `verify_email`. */
  readonly kind: string;
  readonly to: string;
  readonly message: MailMessage;
  /** When its link stops working: it is not sent after that. */
  readonly expiresUs: Micros | null;
}

/** What is sealed of a mail: its link acts for the receiver. */
export interface MailContent {
  readonly text: string;
  readonly html: string;
  readonly link: string | null;
}

/** Mails belong to no workspace. */
const NO_WORKSPACE = '00000000-0000-0000-0000-000000000000';
const placeOf = (mailId: string) => ({ workspaceId: NO_WORKSPACE, table: 'mail', rowId: mailId });
const SUBJECT_CHARACTERS_MAX = 200;

/** Takes mails into the transaction of what they tell of; `SendMails` sends them afterwards. */
@Injectable()
export class MailOutbox {
  constructor(
    private readonly mails: MailRepository,
    private readonly sealer: Sealer,
    private readonly ids: Ids,
  ) {}

  /** @returns the id of the mail */
  async add(tx: Tx, { accountId, kind, to, message, expiresUs }: NewMail): Promise<string> {
    const id = this.ids.next();
    const content: MailContent = { ...renderMail(message), link: message.action?.url ?? null };
    const sealed = this.sealer.seal(placeOf(id), JSON.stringify(content));
    // a line break would end the header
    const subject = message.subject.replace(/\s+/g, ' ').slice(0, SUBJECT_CHARACTERS_MAX);
    await this.mails.add(tx, { id, accountId, kind, to, subject, content: sealed, expiresUs });
    return id;
  }

  /** What was sealed; `undefined` when it was emptied, or its root key is not known any more. */
  open(mailId: string, content: Buffer): MailContent | undefined {
    if (content.length === 0) return undefined;
    try {
      return JSON.parse(this.sealer.open(placeOf(mailId), content)) as MailContent; // sealed by `add`
    } catch {
      return undefined;
    }
  }
}

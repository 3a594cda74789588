import { Injectable } from '@nestjs/common';
import { Clock } from '@orch/kernel';
import { MailRepository } from '../mail/mail.repository.ts';
import { SESSION_IDLE_US } from '../sessions/session-limits.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { LinkTokenRepository } from './link-token.repository.ts';
import { SignInFailureRepository } from './sign-in-failure.repository.ts';

/** Removes what nobody can use any more: sessions that are over, links and mails that are too old, counts of long ago. */
@Injectable()
export class CleanUpSignIns {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly links: LinkTokenRepository,
    private readonly failures: SignInFailureRepository,
    private readonly mails: MailRepository,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const nowUs = this.clock.nowUs();
    await this.sessions.forgetOver(nowUs, nowUs - SESSION_IDLE_US);
    await this.links.forgetExpired();
    await this.failures.forgetOld();
    await this.mails.forgetOld();
  }
}

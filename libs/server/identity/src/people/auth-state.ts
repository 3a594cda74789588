import { Inject, Injectable, Optional } from '@nestjs/common';
import { type AuthState, PASSWORD_CHARACTERS_MIN } from '@orch/contract';
import { CONFIG, type Config } from '@orch/platform';
import { MailTransport } from '../mail/mail-transport.ts';
import { CurrentSessions } from './current-sessions.ts';
import { PersonRepository } from './person.repository.ts';
import { SignInProviders } from './sign-in-ports.ts';

/** What a sign-in page has to know. */
@Injectable()
export class ReadAuthState {
  /** Once there is an owner, there is one: the question is asked of the database no more. */
  private isOwned = false;

  constructor(
    private readonly sessions: CurrentSessions,
    private readonly people: PersonRepository,
    private readonly transport: MailTransport,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() private readonly providers?: SignInProviders,
  ) {}

  async execute(cookie: string | undefined): Promise<AuthState> {
    this.isOwned ||= this.config.localMode || (await this.people.isAnybodyThere());
    return {
      local_mode: this.config.localMode,
      sign_up: this.config.signUp,
      needs_first_owner: !this.isOwned,
      providers: (await this.providers?.list()) ?? [],
      password: true,
      mail: this.transport.isThere,
      password_characters_min: PASSWORD_CHARACTERS_MIN,
      session: await this.sessions.ofCookie(cookie),
    };
  }
}

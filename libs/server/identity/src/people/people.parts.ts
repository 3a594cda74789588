import { MailOutbox } from '../mail/mail-outbox.ts';
import { MailTransport } from '../mail/mail-transport.ts';
import { MailRepository } from '../mail/mail.repository.ts';
import { MailsController } from '../mail/mails.controller.ts';
import { SendMails } from '../mail/send-mails.ts';
import { LiveSessions } from '../sessions/live-sessions.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { SessionUse } from '../sessions/session-use.ts';
import { Sessions } from '../sessions/sessions.ts';
import { SessionsController } from '../sessions/sessions.controller.ts';
import { UpdateProfile } from '../users/update-profile.ts';
import { AfterAnswer } from './after-answer.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { AuthController } from './auth.controller.ts';
import { ReadAuthState } from './auth-state.ts';
import { CleanUpSignIns } from './clean-up-sign-ins.ts';
import { CurrentSessions } from './current-sessions.ts';
import { EmailVerification } from './email-verification.ts';
import { FreeHandle } from './free-handle.ts';
import { LinkTokenRepository } from './link-token.repository.ts';
import { PasswordChanges } from './password-changes.ts';
import { PasswordController } from './password.controller.ts';
import { Passwords } from './passwords.ts';
import { PersonRepository } from './person.repository.ts';
import { PersonalAccountRepository } from './personal-account.repository.ts';
import { SignIn } from './sign-in.ts';
import { SignInFailureRepository } from './sign-in-failure.repository.ts';
import { SignUp } from './sign-up.ts';
import { VerificationMails } from './verification-mails.ts';

/** What the identity module is made of for people, their sessions and their mails. */
export const PEOPLE_CONTROLLERS = [AuthController, PasswordController, SessionsController, MailsController];
export const PEOPLE_PROVIDERS = [
  UpdateProfile,
  PersonRepository,
  PersonalAccountRepository,
  LinkTokenRepository,
  FreeHandle,
  Passwords,
  AttemptLimits,
  SignInFailureRepository,
  SessionRepository,
  SessionUse,
  LiveSessions,
  Sessions,
  CurrentSessions,
  ReadAuthState,
  SignUp,
  SignIn,
  EmailVerification,
  PasswordChanges,
  VerificationMails,
  AfterAnswer,
  CleanUpSignIns,
  MailRepository,
  MailOutbox,
  MailTransport,
  SendMails,
];

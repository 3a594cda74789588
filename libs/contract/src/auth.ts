import * as z from 'zod';
import { handle } from './cloud.ts';
import { wirePattern, wireStrMax } from './primitives.ts';
import { optional } from './wire-type.ts';

/**
 * Signing up, in and out (`/api/auth/...`). The session is a cookie that scripts cannot read; requests that carry it
 * and change something send its `csrf_token` as the header below, from a page of this server (Origin).
 *
 * Pages of the web application that mails and the log lead to:
 *   /sign-up?first_owner=TOKEN        makes the first owner of a new server
 *   /auth/verify-email?token=TOKEN    posts the token to verify-email
 *   /auth/reset-password?token=TOKEN  asks for a new password and posts both to reset-password
 *   /auth/sign-in, /sign-up, /auth/forgot-password
 */
export const CSRF_HEADER = 'x-orch-csrf';

/** Least and most characters of a password. */
export const PASSWORD_CHARACTERS_MIN = 10;
export const PASSWORD_CHARACTERS_MAX = 200;

const EMAIL = /^(?=.{3,254}$)[^@\s<>()[\]\\,;:"]{1,64}@[^@\s<>()[\]\\,;:"]+$/;
/** An e-mail address: nothing in it can end a header line or start another address. */
export const emailAddress = wirePattern(EMAIL, 'value is not a valid email address');
/** A token from a link: 256 random bits. Others are told so by the route, in one way for all of them. */
export const linkToken = wireStrMax(200);
// its length is judged by the rules for passwords, which say what is wrong with it
const password = wireStrMax(1_000);
const personName = wireStrMax(255);

/** POST `/api/auth/sign-up`. */
export const signUpBody = z.object({
  email: emailAddress,
  password,
  first_name: optional(personName),
  last_name: optional(personName),
  /** Name of the account that is made for the person. Without one it is named after them. */
  account_name: optional(personName),
  /** Joins the account of the invitation; an account of one's own is then only made when it is named. */
  invitation_token: optional(linkToken),
  /** From the link that a new server prints: makes the first owner. */
  first_owner_token: optional(linkToken),
});
export type SignUpBody = z.output<typeof signUpBody>;

/** POST `/api/auth/sign-in`. */
export const signInBody = z.object({ email: emailAddress, password });
export type SignInBody = z.output<typeof signInBody>;

/** POST `/api/auth/verify-email`. */
export const verifyEmailBody = z.object({ token: linkToken });
export type VerifyEmailBody = z.output<typeof verifyEmailBody>;

/** POST `/api/auth/resend-verification`: without an address, that of who is signed in. */
export const resendVerificationBody = z.object({ email: optional(emailAddress) });
export type ResendVerificationBody = z.output<typeof resendVerificationBody>;

/** POST `/api/auth/forgot-password`. */
export const forgotPasswordBody = z.object({ email: emailAddress });
export type ForgotPasswordBody = z.output<typeof forgotPasswordBody>;

/** POST `/api/auth/reset-password`. */
export const resetPasswordBody = z.object({ token: linkToken, password });
export type ResetPasswordBody = z.output<typeof resetPasswordBody>;

/** POST `/api/auth/change-password`. Who never had one (signed up by SSO) sets one with `forgot-password`. */
export const changePasswordBody = z.object({ current_password: password, password });
export type ChangePasswordBody = z.output<typeof changePasswordBody>;

/** PATCH `/api/me`; absent members stay as they are. */
export const profileUpdate = z.object({
  first_name: optional(personName),
  last_name: optional(personName),
  handle: optional(handle),
});
export type ProfileUpdate = z.output<typeof profileUpdate>;

/** Who is signed in. */
export interface SignedInUser {
  readonly id: string;
  readonly handle: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email_verified: boolean;
  /** False for people who only sign in by SSO. */
  readonly has_password: boolean;
  /** Runs this server: sees mails of the server itself while none are sent. */
  readonly is_operator: boolean;
}

/** The session of the browser that asks; `csrf_token` goes into the `x-orch-csrf` header. */
export interface CurrentSession {
  readonly id: string;
  readonly user: SignedInUser;
  readonly csrf_token: string;
  readonly expires: string;
}

/** Answer of sign-up and sign-in; no session while the address has to be proven by the mail that was sent. */
export interface SignedIn {
  readonly session: CurrentSession | null;
  readonly next: 'verify_email' | null;
}

/** GET `/api/auth/state`: what a sign-in page shows. Public. */
export interface AuthState {
  /** Requests without credentials act as the owner of this machine: no sign-in is needed. */
  readonly local_mode: boolean;
  readonly sign_up: 'open' | 'invitation' | 'closed';
  /** Nobody owns this server yet: its log shows the link that makes the first owner. */
  readonly needs_first_owner: boolean;
  readonly providers: readonly SignInProvider[];
  readonly password: boolean;
  /** Whether mails are sent; otherwise the log and the owners' list of mails show them. */
  readonly mail: boolean;
  readonly password_characters_min: number;
  readonly session: CurrentSession | null;
}

/** A button on the sign-in page. */
export interface SignInProvider {
  readonly id: string;
  readonly name: string;
  readonly start_url: string;
}

/** One line of GET `/api/auth/sessions`, newest use first. */
export interface SessionOfUser {
  readonly id: string;
  readonly created: string;
  readonly last_seen: string;
  readonly expires: string;
  readonly user_agent: string | null;
  readonly ip: string | null;
  readonly method: 'password' | 'sso' | 'sign_up';
  readonly is_current: boolean;
}

/** One line of GET `/api/accounts/{id}/mails`, newest first: what would have been sent, were there a mail server. */
export interface MailOfAccount {
  readonly id: string;
  readonly created: string;
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  /** What the button of the mail leads to. A secret: it acts for whom the mail was written to. */
  readonly link: string | null;
  readonly expires: string | null;
}

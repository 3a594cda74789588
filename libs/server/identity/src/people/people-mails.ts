import type { MailMessage } from '../mail/mail-message.ts';

const NOT_YOU = 'If that was not you, you need not do anything.';

/** Proves the address of somebody who signed up. */
export const verifyEmailMail = (url: string, server: string): MailMessage => ({
  subject: 'Confirm your e-mail address',
  heading: 'Confirm your e-mail address',
  lines: [`You signed up at ${server} with this address. One click, and your account is ready.`],
  action: { label: 'Confirm address', url },
  notes: [
    'The link works once, for 48 hours.',
    'If you did not sign up, do not follow it: without the click nobody can use your address there.',
  ],
});

/** Told to the owner of an address with which somebody signed up a second time; the page does not say so. */
export const alreadySignedUpMail = (url: string, server: string): MailMessage => ({
  subject: 'You already have an account',
  heading: 'You already have an account',
  lines: [
    `Somebody, probably you, signed up at ${server} with this address, which has an account there already. Nothing was changed.`,
  ],
  action: { label: 'Sign in', url },
  notes: ['Forgot the password? The sign-in page sends you a link for a new one.', NOT_YOU],
});

export const resetPasswordMail = (url: string, server: string): MailMessage => ({
  subject: 'Set a new password',
  heading: 'Set a new password',
  lines: [`Somebody, hopefully you, asked for a new password at ${server}.`],
  action: { label: 'Set a new password', url },
  notes: ['The link works once, for one hour. Until then the old password stays as it is.', NOT_YOU],
});

/** Told after the fact, so that a thief is noticed. */
export const passwordChangedMail = (url: string, server: string): MailMessage => ({
  subject: 'Your password was changed',
  heading: 'Your password was changed',
  lines: [
    `The password of your account at ${server} was changed just now, and all other browsers were signed out.`,
    'API keys go on working: look through them if you are in doubt.',
  ],
  action: { label: 'That was not me', url },
  notes: ['If it was you, all is well.'],
});

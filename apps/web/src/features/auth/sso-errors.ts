import type { SsoErrorCode } from '@orch/contract';

const TEXTS: Record<SsoErrorCode, string> = {
  refused: 'The identity provider did not let you in.',
  link_required:
    'There is already a user with this address. Sign in with your password, then link the provider in your profile.',
  email_unverified: 'The identity provider has not verified your e-mail address.',
  domain_unverified: 'Your e-mail address does not belong to this organisation.',
  no_user: 'Nobody here has this identity. Ask for an invitation.',
  identity_taken: 'This identity is linked to another user.',
  unavailable: 'The identity provider could not be reached. Try again in a moment.',
  user_disabled: 'This user is disabled.',
};

/** Why signing in by a provider did not work, by the code in the address. */
export const SSO_ERROR_TEXTS: Readonly<Record<string, string>> = TEXTS;

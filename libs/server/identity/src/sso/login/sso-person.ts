import type { IDToken, UserInfoResponse } from 'openid-client';

/** Somebody as a provider describes them. Issuer and subject are who they are; the rest may change. */
export interface SsoPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly groups: readonly string[];
}

const EMAIL = /^(?=.{3,254}$)[^@\s<>()[\]\\,;:"]{1,64}@[^@\s<>()[\]\\,;:"]+$/;
const NAME_CHARACTERS_MAX = 255;
const GROUPS_MAX = 1_000;

/** Reads the claims of a person; those of the ID token count before those of the user info. */
export function personOf(
  idToken: IDToken,
  userInfo: UserInfoResponse | undefined,
  groupClaim: string | null,
): SsoPerson {
  const claims: Record<string, unknown> = { ...userInfo, ...idToken };
  const email = textOf(claims['email']);
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    email: email !== null && EMAIL.test(email) ? email : null,
    // an address of one source is not verified by the word of the other
    isEmailVerified: verifiedBy(idToken['email'] === undefined ? userInfo : idToken),
    firstName: nameOf(claims['given_name']),
    lastName: nameOf(claims['family_name']),
    groups: groupClaim === null ? [] : groupsOf(claims[groupClaim]),
  };
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const textOf = (claim: unknown): string | null =>
  typeof claim === 'string' && isStorable(claim) ? claim.trim() : null;
const nameOf = (claim: unknown): string => (textOf(claim) ?? '').slice(0, NAME_CHARACTERS_MAX);

/** Some providers send the word instead of the value. */
const verifiedBy = (claims: { readonly [claim: string]: unknown } | undefined): boolean =>
  claims?.['email_verified'] === true || claims?.['email_verified'] === 'true';

/** A list of names, or one name; anything else is no group. */
function groupsOf(claim: unknown): string[] {
  const list: unknown[] = Array.isArray(claim) ? claim : [claim];
  const names = list.filter((name): name is string => typeof name === 'string' && isStorable(name));
  return [...new Set(names)].slice(0, GROUPS_MAX);
}

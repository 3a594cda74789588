import { OrchError } from '@orch/kernel';

/** An issuer as it is compared: `https://a` and `https://a/` are one. @throws TypeError when it is no URL */
export function canonicalIssuer(issuer: string): string {
  const url = new URL(issuer);
  return url.pathname === '/' ? url.origin : url.href;
}

/**
 * The issuer that somebody typed, in canonical form. The address of the metadata is none: whoever names it skips the
 * check that the metadata is the issuer's.
 * @throws OrchError `request.rejected`
 */
export function issuerOf(typed: string): string {
  if (!URL.canParse(typed) || typed.includes('/.well-known/'))
    throw new OrchError(
      'request.rejected',
      {},
      { text: 'issuer must be the URL of an issuer, not of its metadata' },
    );
  return canonicalIssuer(typed);
}

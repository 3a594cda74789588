import { createHash, randomBytes } from 'node:crypto';

/** A secret of this log-in, and what of it may be seen (RFC 7636, S256). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}
export const newPkce = (): Pkce => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};
export const newState = (): string => randomBytes(24).toString('base64url');

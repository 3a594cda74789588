import { hash, randomBytes } from 'node:crypto';

/** What the link of an invitation carries: 256 random bits. */
export const newInvitationToken = (): string => randomBytes(32).toString('base64url');
/** What is kept of it. */
export const hashInvitationToken = (token: string): Buffer =>
  Buffer.from(hash('sha256', token, 'base64'), 'base64');

import { createHash, randomBytes } from 'node:crypto';

/** A code for a client: 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
/** What is kept of it. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

import type { Access } from '@orch/platform';

/** Secrets are shown to those who ask for them and may see them; others get them hidden, not an error. */
export const showsSecrets = (access: Access, isAsked: boolean): boolean =>
  isAsked && access.granted.has('blocks:secrets');

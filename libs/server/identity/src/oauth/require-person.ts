import { OrchError } from '@orch/kernel';
import type { Principal } from '@orch/platform';

/**
 * Consent is a person's at a browser. A key cannot give it: one that was stolen would make more of itself.
 * @throws OrchError `session.required`
 */
export function requirePerson({ actorKind, keyId }: Principal): void {
  if (actorKind !== 'user' || keyId !== null) throw new OrchError('session.required');
}

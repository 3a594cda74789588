import { OrchError } from '@orch/kernel';
import { type Principal, SCOPES } from '@orch/platform';

/** Permissions of a narrowed key, each once. @throws OrchError `scope.unknown` */
export function knownScopes(scopes: readonly string[] | null): readonly string[] | null {
  const unknown = scopes?.find((scope) => !Object.hasOwn(SCOPES, scope));
  if (unknown !== undefined) throw new OrchError('scope.unknown', {}, { scope: unknown });
  return scopes && [...new Set(scopes)];
}

/** Whoever came with a narrowed key makes no key that may more. @throws OrchError `auth.forbidden` */
export function requireWholeKey({ keyLimits, actorId }: Principal): void {
  if (keyLimits) throw new OrchError('auth.forbidden', { actor: actorId, reason: 'a narrowed key' });
}

import { OrchError } from '@orch/kernel';

const CHARACTERS_MAX = 63;

/** The handle that a name suggests: lower-case letters, digits and dashes; `undefined` when nothing is left of it. */
export function handleOf(name: string): string | undefined {
  const handle = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, CHARACTERS_MAX)
    .replace(/-+$/, '');
  return handle === '' ? undefined : handle;
}

/** The handle that was given, else the one that the name suggests. @throws OrchError `request.rejected`: it suggests none */
export function givenHandle({
  name,
  handle,
}: {
  readonly name: string;
  readonly handle?: string | null | undefined;
}): string {
  const chosen = handle ?? handleOf(name);
  if (chosen !== undefined) return chosen;
  throw new OrchError('request.rejected', {}, { text: 'A handle is needed: the name suggests none.' });
}

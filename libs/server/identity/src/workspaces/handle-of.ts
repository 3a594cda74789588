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

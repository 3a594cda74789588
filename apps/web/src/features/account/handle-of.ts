const CHARACTERS_MAX = 63;

/** The handle that a name suggests while it is typed; the server has the last word. */
export const handleOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, CHARACTERS_MAX)
    .replace(/-+$/, '');

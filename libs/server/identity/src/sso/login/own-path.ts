const CHARACTERS_MAX = 2_048;
// printable ASCII without the backslash, which browsers read as a slash; anything else comes percent-encoded
const PATH = /^\/(?![/\\])[\x21-\x5B\x5D-\x7E]*$/;

/**
 * Where a sign-in leads to: a path of this server. Whatever else is asked for (another host, a scheme, `//host`,
 * `/\host`, control characters, which browsers drop before they read an address) leads to the start page.
 */
export function ownPath(asked: string | undefined): string {
  if (asked === undefined || asked.length > CHARACTERS_MAX || !PATH.test(asked)) return '/';
  // the judgement of the parser that browsers share: it must stay on whatever host it is put
  const url = new URL(asked, 'https://own.invalid');
  return url.origin === 'https://own.invalid' && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : '/';
}

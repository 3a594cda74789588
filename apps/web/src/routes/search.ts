/** Search parameters are what a stranger may write into a link: only texts pass. */
export const texts =
  <K extends string>(...names: readonly K[]) =>
  (search: Record<string, unknown>): { [name in K]?: string } => {
    const kept: { [name in K]?: string } = {};
    for (const name of names) {
      const value = search[name];
      // the router reads `?g=true` or `?code=123` as JSON
      if (typeof value === 'string') kept[name] = value;
      else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = String(value);
    }
    return kept;
  };

/** Where to go after signing in: a path of this site, never another site. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/')) return '/';
  try {
    const url = new URL(next, 'http://here.invalid');
    if (url.origin !== 'http://here.invalid' || /^[/\\]{2}/.test(next)) return '/';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}

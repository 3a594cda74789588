const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The URL of a program that listens on the computer of the browser (RFC 8252 7.3), as the URL parser understood it;
 * `undefined` for everything else. A key or a code never goes anywhere but there.
 */
export function loopbackUrl(text: string): URL | undefined {
  // what parsers read differently is not read at all: spaces, control characters, backslashes
  if (!/^[\x21-\x5B\x5D-\x7E]+$/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname) && isPlain ? url : undefined;
}

/** Where the page of a browser log-in reports to: `callback/success` and `callback/failure`. */
export function reportUrls(callback: URL): { success: string; failure: string } {
  const base = callback.origin + callback.pathname.replace(/\/+$/, '');
  return { success: `${base}/success`, failure: `${base}/failure` };
}

import type { Config } from '@orch/platform';

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Where people reach this server. */
export function baseUrl({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  if (publicUrl !== undefined) return publicUrl;
  const reached = ANY_ADDRESS.has(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${reached}:${port}`;
}

/** The address of a page of the web application, for mails and the log. */
export function pageUrl(
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams(query).toString();
  return `${baseUrl(config)}${path}${search === '' ? '' : `?${search}`}`;
}

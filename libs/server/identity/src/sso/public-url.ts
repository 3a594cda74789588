import type { Config } from '@orch/platform';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * What URLs of this server begin with. Without `ORCH_PUBLIC_URL` a browser on the same machine may say so itself, by
 * any name of loopback: nobody else's host name is believed.
 */
export function publicUrlOf(
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  hostHeader: string | undefined,
): string {
  if (publicUrl !== undefined) return publicUrl;
  if (hostHeader !== undefined && LOOPBACK_HOST.test(hostHeader)) return `http://${hostHeader.toLowerCase()}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

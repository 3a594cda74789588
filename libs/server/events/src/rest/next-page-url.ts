import type { FastifyRequest } from 'fastify';

/**
 * Where the pages after this one are, without the token: under the same host and workspace prefix that the client
 * used, so that it may follow the link with what it is configured with.
 */
export function nextPageUrl(
  request: Pick<FastifyRequest, 'originalUrl' | 'protocol' | 'host'>,
  publicUrl: string | undefined,
): string {
  const path = request.originalUrl
    .split('?')[0]!
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return `${base}${path.endsWith('/next') ? path : `${path}/next`}?page-token=`;
}

import { ApiError } from '../../api/api-error.ts';

/**
 * Tells the program that waits on this machine. The key is in the body, never in an address; no cookie goes along.
 * @throws ApiError when nobody listens there any more
 */
export async function handBack(url: string, body: Readonly<Record<string, string>>): Promise<void> {
  const gone = new ApiError(0, 'The program that asked is no longer waiting. Run its login command again.');
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) throw gone;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!answer?.ok) throw gone;
}

import { CLIENT_KEY_DAYS_DEFAULT, CLIENT_KEY_DAYS_MAX, type Consent } from '@orch/contract';
import type { Principal } from '@orch/platform';

/** What the Python clients call themselves in `source`, in words. */
const SOURCES: Readonly<Record<string, string>> = { 'prefect-cloud': 'Prefect Cloud CLI' };

/** Who asks by the browser log-in of the Python client. A name that is not known is not repeated: it could say anything. */
export const clientNameOf = (source: string | undefined): string =>
  (source === undefined ? undefined : SOURCES[source]) ?? 'Prefect CLI';

/** What is called `name` in control characters and endless texts stays out of names of keys. */
const plain = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 100);

/** What a key is called unless somebody says otherwise: for what, where, since when. */
export function suggestedName(client: string, place: string | null | undefined, now: Date): string {
  const where = plain(place ?? '');
  return `${client}${where === '' ? '' : ` on ${where}`}, ${now.toISOString().slice(0, 10)}`;
}

/** The name that was typed, unless nothing was. */
export const keyNameOf = (typed: string | undefined, suggested: string): string =>
  plain(typed ?? '') || suggested;

export const consentOf = (
  { actorId, name, email }: Principal,
  asked: { client: string; destination: string; keyName: string },
): Consent => ({
  client_name: asked.client,
  destination: asked.destination,
  key_name: asked.keyName,
  expires_in_days: CLIENT_KEY_DAYS_DEFAULT,
  expires_in_days_max: CLIENT_KEY_DAYS_MAX,
  user: { id: actorId, handle: name, email },
});

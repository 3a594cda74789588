import { fileURLToPath } from 'node:url';

/** The SDK's own files: the sources, or the bundle. */
const OWN = fileURLToPath(new URL('..', import.meta.url));
const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^():]+|(?:file:\/\/\/)?[A-Za-z]:[^():]+):\d+:\d+\)?$/;

/** The file that called into the SDK; null when the stack names none. */
export const callingFile = (): string | null => {
  for (const line of (new Error().stack ?? '').split('\n').slice(1)) {
    const place = FRAME.exec(line.trim())?.[1];
    if (place === undefined) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!path.startsWith(OWN)) return path;
  }
  return null;
};

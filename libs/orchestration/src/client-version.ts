/** Workers of these versions count deployment slots themselves. Upstream: orchestration/dependencies.py (3.8.8). */
const SELF_COUNTING = new Set(['3.0.0rc20', '3.0.0', '3.0.1', '3.0.2', '3.0.3']);

/** Whether the client takes deployment slots itself, so that the server must not. */
export const countsDeploymentSlotsItself = (version: string | null): boolean =>
  version !== null && SELF_COUNTING.has(version);

const LEASING_SINCE = [3, 4, 11] as const;

/**
 * Whether the client renews concurrency leases: 3.4.11 or later, pre-releases of 3.4.11 not included.
 * An unknown client (null) counts as old.
 * Upstream: orchestration/dependencies.py, MIN_CLIENT_VERSION_FOR_CONCURRENCY_LIMIT_LEASING (3.8.8).
 */
export const renewsLeases = (version: string | null): boolean =>
  version !== null && atLeast(version, LEASING_SINCE);

/** Whether pauses and retry types exist for the caller; a missing version means the newest. */
export const knowsPauses = (apiVersion: string | null): boolean =>
  apiVersion === null || atLeast(apiVersion, [0, 8, 4]);

/** Whether the server must put failed tasks back for the caller's flow retries. */
export const needsTaskReset = (apiVersion: string | null): boolean =>
  apiVersion !== null && !atLeast(apiVersion, [0, 8, 3]);

function atLeast(version: string, minimum: readonly [number, number, number]): boolean {
  let at = 0;
  for (const wanted of minimum) {
    let value = 0;
    let code = version.charCodeAt(at);
    while (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      code = version.charCodeAt(++at);
    }
    if (value !== wanted) return value > wanted;
    if (code === 46) at += 1;
  }
  return !isPreRelease(version.slice(at));
}

/** `a1`, `b2`, `rc1` and `.dev3` come before the release; `+local` and `.post1` after it. */
const isPreRelease = (rest: string): boolean => {
  const first = rest.startsWith('.') ? rest.slice(1) : rest;
  return first.startsWith('a') || first.startsWith('b') || first.startsWith('rc') || rest.includes('dev');
};

const USER_AGENT = /^prefect\/(\d+\.\d+\.\d+(?:[a-z.+0-9]+)?) \(API \S+\)$/;
const SEEN_MAX = 64;
const seen = new Map<string, string | null>();

/**
 * The client's version out of its User-Agent, e.g. `prefect/3.8.8 (API 0.8.4)`; null for any other client.
 * Upstream: server/api/dependencies.py, function get_prefect_client_version (3.8.8).
 */
export function clientVersionOf(userAgent: string | null | undefined): string | null {
  if (userAgent === undefined || userAgent === null || userAgent.length > 200) return null;
  const known = seen.get(userAgent);
  if (known !== undefined) return known;
  const version = USER_AGENT.exec(userAgent)?.[1] ?? null;
  if (seen.size < SEEN_MAX) seen.set(userAgent, version); // bounded: the header is the caller's
  return version;
}

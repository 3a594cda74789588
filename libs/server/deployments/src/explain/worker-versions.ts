import type { WorkerFact } from './run-facts.ts';

/**
 * The integration that a pool type needs, and its first version whose worker speaks today's API: the first one made for
 * Prefect 3. Types that are missing need none (`process`), or are nobody's but the user's.
 */
const NEEDED: Readonly<Record<string, readonly [integration: string, version: string]>> = {
  docker: ['prefect-docker', '0.6.0'],
  kubernetes: ['prefect-kubernetes', '0.5.0'],
  ecs: ['prefect-aws', '0.5.0'],
  'cloud-run': ['prefect-gcp', '0.6.0'],
  'cloud-run-v2': ['prefect-gcp', '0.6.0'],
  'vertex-ai': ['prefect-gcp', '0.6.0'],
  'azure-container-instance': ['prefect-azure', '0.4.0'],
};

/** What a worker lacks for a pool type; null when nothing is known against it. */
export type Shortcoming =
  | { readonly kind: 'missing'; readonly integration: string }
  | { readonly kind: 'old'; readonly integration: string; readonly has: string; readonly needs: string };

/** Compares what the worker says of itself with what the type needs; a worker that says nothing is taken as able. */
export function shortcomingOf({ integrations }: WorkerFact, poolType: string): Shortcoming | null {
  const needed = Object.hasOwn(NEEDED, poolType) ? NEEDED[poolType] : undefined;
  if (!needed || integrations === null) return null;
  const [integration, needs] = needed;
  const has = integrations.get(integration);
  if (has === undefined) return { kind: 'missing', integration };
  return isOlder(has, needs) ? { kind: 'old', integration, has, needs } : null;
}

const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);

function isOlder(has: string, needs: string): boolean {
  const [ours, theirs] = [numbersOf(has), numbersOf(needs)];
  for (const [i, wanted] of theirs.entries()) {
    const mine = ours[i] ?? 0;
    if (mine !== wanted) return mine < wanted;
  }
  return false;
}

/** Kinds of requests that usage is told by, and the beginnings of their paths after `/api/`; the most frequent first. */
const KINDS = [
  ['flow_runs', 'runs'],
  ['task_runs', 'runs'],
  ['logs', 'logs'],
  ['work_pools', 'work-pools'],
  ['work_queues', 'work-pools'],
  ['deployments', 'deployments'],
  ['events', 'events'],
  ['block_', 'blocks'],
  ['v2/concurrency_limits', 'concurrency'],
  ['concurrency_limits', 'concurrency'],
  ['flows', 'flows'],
  ['artifacts', 'artifacts'],
  ['variables', 'variables'],
  ['automations', 'automations'],
  ['flow_run_states', 'runs'],
  ['task_run_states', 'runs'],
  ['ui/', 'ui'],
  ['accounts/', 'account'],
] as const;

/** Names of the kinds; what fits none is `other`. */
export const USAGE_KEYS: readonly string[] = [...new Set<string>([...KINDS.map(([, key]) => key), 'other'])];

const INDEX = KINDS.map(([, key]) => USAGE_KEYS.indexOf(key));
const OTHER = USAGE_KEYS.indexOf('other');
const AFTER_API = '/api/'.length;

/** Place in `USAGE_KEYS` of a request by its path without the workspace's prefix. Makes no object: it is asked every time. */
export function usageKeyOf(path: string): number {
  for (let i = 0; i < KINDS.length; i += 1) if (path.startsWith(KINDS[i]![0], AFTER_API)) return INDEX[i]!;
  return OTHER;
}

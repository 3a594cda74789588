import type { WireFilter } from '../../api/runs.ts';
import type { DateRange } from '../../ui/date-range.tsx';

/** What the address of the list of runs says. */
export interface RunSearch {
  readonly state?: string;
  readonly flow?: string;
  readonly deployment?: string;
  readonly tag?: string;
  readonly pool?: string;
  readonly name?: string;
  readonly hours?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Every member of the address, as routes and saved views name them. */
export const RUN_SEARCH_KEYS = [
  'state',
  'flow',
  'deployment',
  'tag',
  'pool',
  'name',
  'hours',
  'from',
  'to',
] as const satisfies readonly (keyof RunSearch)[];

const HOURS_USUAL = 24;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The range that an address names; the last day when it names none. */
export function rangeOf({ hours, from, to }: RunSearch): DateRange {
  if (from && to && DAY.test(from) && DAY.test(to)) return { kind: 'days', from, to };
  const wanted = Number(hours);
  return {
    kind: 'last',
    hours: Number.isInteger(wanted) && wanted > 0 && wanted <= 8760 ? wanted : HOURS_USUAL,
  };
}

/** How the address names a range; the usual one is left out. */
export const searchOfRange = (range: DateRange): Pick<RunSearch, 'hours' | 'from' | 'to'> =>
  range.kind === 'days'
    ? { from: range.from, to: range.to }
    : range.hours === HOURS_USUAL
      ? {}
      : { hours: String(range.hours) };

/** States to choose from: by type, but those that are only a name of a type by name. */
export const STATE_CHOICES = [
  ['FAILED,CRASHED', 'Failed or crashed'],
  ['RUNNING,PENDING', 'Running or pending'],
  ['FAILED', 'Failed'],
  ['CRASHED', 'Crashed'],
  ['RUNNING', 'Running'],
  ['COMPLETED', 'Completed'],
  ['PENDING', 'Pending'],
  ['PAUSED', 'Paused'],
  ['Late', 'Late'],
  ['AwaitingRetry', 'Awaiting retry'],
  ['SCHEDULED', 'Scheduled'],
  ['CANCELLING', 'Cancelling'],
  ['CANCELLED', 'Cancelled'],
] as const;
const BY_NAME = new Set(['Late', 'AwaitingRetry']);

const stateFilter = (state: string): WireFilter =>
  BY_NAME.has(state) ? { name: { any_: [state] } } : { type: { any_: state.split(',') } };

/** What is to come is looked at forwards, everything else backwards. */
export const isAhead = ({ state }: RunSearch): boolean => state === 'SCHEDULED';

/** The filter that the server is asked with; `times` limits it to a range. */
export function filterOf(
  search: RunSearch,
  times?: { readonly since: string; readonly until: string },
): WireFilter {
  const { state, flow, deployment, tag, pool, name } = search;
  return {
    flow_runs: {
      ...(times ? { expected_start_time: timeFilter(search, times) } : {}),
      ...(state ? { state: stateFilter(state) } : {}),
      ...(tag ? { tags: { all_: [tag] } } : {}),
      ...(name ? { name: { like_: name } } : {}),
      ...(deployment ? { deployment_id: { any_: [deployment] } } : {}),
    },
    ...(flow ? { flows: { id: { any_: [flow] } } } : {}),
    ...(pool ? { work_pools: { name: { any_: [pool] } } } : {}),
    ...(times && isAhead(search) ? { sort: 'EXPECTED_START_TIME_ASC' } : {}),
  };
}

const timeFilter = (search: RunSearch, times: { since: string; until: string }): WireFilter =>
  isAhead(search) ? { after_: times.since } : { after_: times.since, before_: times.until };

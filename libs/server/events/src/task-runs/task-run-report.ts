import {
  type Event,
  type StateType,
  STATE_TYPES,
  defaultStateName,
  microsOfText,
  parseUuid,
  taskRunPolicy,
} from '@orch/contract';
import { type JsonText, type Micros, isUuid, microsToPg } from '@orch/kernel';
import { RESOURCE_ID, RESOURCE_NAME, RESOURCE_ROLE } from '../outbox/outgoing-event.ts';
import { stateDetailsText } from './state-details-text.ts';

/** What one event says about a task run: its row and one state. JSON members are text. */
export interface TaskRunReport {
  readonly id: string;
  readonly flowRunId: string | null;
  readonly taskKey: string;
  readonly dynamicKey: string;
  readonly stateUs: Micros;
  /** Members of the row as JSON text, ready for `json_to_recordset`; absent keys leave the column alone. */
  readonly rowText: string;
  /** The state as JSON text, ready for `json_to_recordset`. */
  readonly stateText: string;
}

type Given = Readonly<Record<string, unknown>>;

const NAME_PREFIX = 'prefect.task-run';
const TASK_RUN = 'prefect.task-run.';
const FLOW_RUN = 'prefect.flow-run.';
/** Upstream: settings, PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH (3.8.8). */
const CACHE_KEY_CHARS_MAX = 2_000;
const INT4_MAX = 2_147_483_647;
const STATES: ReadonlySet<unknown> = new Set(STATE_TYPES);
const INPUT_TYPES: ReadonlySet<unknown> = new Set(['task_run', 'flow_run', 'parameter', 'constant']);

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The report in an event, or null when the event is none: another kind, orchestrated by the server, or not in the
 * form that a task run needs (the event itself is kept all the same).
 * Upstream: server/services/task_run_recorder.py, task_run_from_event (3.8.8).
 */
export function readTaskRunReport(event: Event, stateData: JsonText | null): TaskRunReport | null {
  if (!event.event.startsWith(NAME_PREFIX) || event.resource['prefect.orchestration'] !== 'client')
    return null;
  const id = idAfter(TASK_RUN, event.resource[RESOURCE_ID]);
  const flowRun = event.related.find((r) => r[RESOURCE_ROLE] === 'flow-run');
  const flowRunId = flowRun === undefined ? null : idAfter(FLOW_RUN, flowRun[RESOURCE_ID]);
  const { validated_state: state, task_run: run } = event.payload;
  if (id === undefined || flowRunId === undefined || !isObject(state) || !isObject(run)) return null;
  const { task_key: taskKey, dynamic_key: dynamicKey } = run;
  if (typeof taskKey !== 'string' || typeof dynamicKey !== 'string') return null;
  const read = readState(event, state, { flowRunId, taskRunId: id }, stateData);
  const members = read && rowMembers(run);
  if (!members) return null;
  const keys = `"id":"${id}","flow_run_id":${flowRunId === null ? 'null' : `"${flowRunId}"`},"task_key":${JSON.stringify(taskKey)},"dynamic_key":${JSON.stringify(dynamicKey)}`;
  const name = typeof run['name'] === 'string' ? run['name'] : null;
  const fallback = event.resource[RESOURCE_NAME] ?? taskKey;
  const names = `"name":${JSON.stringify(name)},"name_if_new":${JSON.stringify(name ?? fallback)}`;
  const rowText = `{${keys},${names}${members},${read.columns}}`;
  const stateText = `{"task_run_id":"${id}",${keys.slice(keys.indexOf('"flow_run_id"'))},${read.columns}}`;
  return { id, flowRunId, taskKey, dynamicKey, stateUs: read.us, rowText, stateText };
}

function idAfter(prefix: string, resourceId: string | undefined): string | undefined {
  if (!resourceId?.startsWith(prefix)) return undefined;
  const id = resourceId.slice(prefix.length);
  return isUuid(id) ? id.toLowerCase() : undefined;
}

/** The state's columns as JSON members. Id and time are the event's unless the state has its own. */
function readState(
  event: Event,
  state: Given,
  ids: { readonly flowRunId: string | null; readonly taskRunId: string },
  data: JsonText | null,
): { readonly us: Micros; readonly columns: string } | undefined {
  const { type, name, message, id, timestamp, state_details: details } = state;
  const stateId = id === undefined ? event.id : typeof id === 'string' ? parseUuid(id) : undefined;
  const us =
    timestamp === undefined
      ? event.occurred
      : typeof timestamp === 'string'
        ? microsOfText(timestamp)
        : undefined;
  if (!STATES.has(type) || stateId === undefined || us === undefined) return undefined;
  if (!isTextOrAbsent(name) || !isTextOrAbsent(message) || !(details === undefined || isObject(details)))
    return undefined;
  const printed = stateDetailsText(details ?? {}, ids, type === 'SCHEDULED' ? us : null);
  if (printed === undefined) return undefined;
  const stateName = name ?? defaultStateName(type as StateType); // just tested
  const columns =
    `"state_id":"${stateId}","state_type":"${String(type)}","state_name":${JSON.stringify(stateName)},` +
    `"state_timestamp":"${microsToPg(us)}","state_message":${JSON.stringify(message ?? null)},` +
    `"state_data":${data ?? 'null'},"state_details":${printed}`;
  return { us, columns };
}

const isTextOrAbsent = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';

type Print = (value: unknown) => string | undefined;

/** What PostgreSQL reads as we do: no need to print it anew. */
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)$/;
const time: Print = (value) => {
  const us = typeof value === 'string' ? microsOfText(value) : undefined;
  if (us === undefined) return undefined;
  return ISO_UTC.test(String(value)) ? `"${String(value)}"` : `"${microsToPg(us)}"`;
};
const count: Print = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= INT4_MAX
    ? String(value)
    : undefined;
const seconds: Print = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
const text: Print = (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined);
const cacheKey: Print = (value) =>
  typeof value === 'string' && value.length <= CACHE_KEY_CHARS_MAX ? JSON.stringify(value) : undefined;
const tags: Print = (value) =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? JSON.stringify(value) : undefined;
const labels: Print = (value) =>
  isObject(value) && Object.values(value).every((v) => ['string', 'number', 'boolean'].includes(typeof v))
    ? JSON.stringify(value)
    : undefined;
const inputs: Print = (value) =>
  isObject(value) &&
  Object.values(value).every(
    (list) => Array.isArray(list) && list.every((i) => isObject(i) && INPUT_TYPES.has(i['input_type'])),
  )
    ? JSON.stringify(value)
    : undefined;

/** Policies are few and the same for every run of a task: the checked form is remembered by what was sent. */
const policies = new Map<string, string | undefined>();
const POLICIES_MAX = 500;
const policy: Print = (value) => {
  const key = JSON.stringify(value);
  if (policies.has(key)) return policies.get(key);
  const result = taskRunPolicy.safeParse(value);
  const printed = result.success ? JSON.stringify(result.data) : undefined;
  if (policies.size >= POLICIES_MAX) policies.clear();
  if (key.length < 2_000) policies.set(key, printed);
  return printed;
};

/** Payload key, column, printer, and whether null can be written (else it counts as absent). */
const MEMBERS: ReadonlyArray<readonly [key: string, column: string, print: Print, canBeNull: boolean]> = [
  ['cache_key', 'cache_key', cacheKey, true],
  ['cache_expiration', 'cache_expiration', time, true],
  ['task_version', 'task_version', text, true],
  ['empirical_policy', 'empirical_policy', policy, false],
  ['task_inputs', 'task_inputs', inputs, false],
  ['tags', 'tags', tags, false],
  ['labels', 'labels', labels, false],
  ['run_count', 'run_count', count, false],
  ['flow_run_run_count', 'flow_run_run_count', count, false],
  ['expected_start_time', 'expected_start_time', time, true],
  ['next_scheduled_start_time', 'next_scheduled_start_time', time, true],
  ['start_time', 'start_time', time, true],
  ['end_time', 'end_time', time, true],
  ['total_run_time', 'total_run_time_seconds', seconds, false],
];

/** The row's other members, each with a leading comma; `nulls` names the columns to be emptied. */
function rowMembers(run: Given): string | undefined {
  let out = '';
  let nulls = '';
  for (const [key, column, print, canBeNull] of MEMBERS) {
    const value = run[key];
    if (value === undefined) continue;
    if (value === null) {
      if (canBeNull) nulls += `${nulls === '' ? '' : ','}"${column}"`;
      continue;
    }
    const printed = print(value);
    if (printed === undefined) return undefined;
    out += `,"${column}":${printed}`;
  }
  return nulls === '' ? out : `${out},"nulls":[${nulls}]`;
}

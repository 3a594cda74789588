import type { Steps } from './steps.ts';
import { type Mapping, isMapping } from '../mapping.ts';

type Keys = readonly (string | number)[];
export interface Problem {
  readonly keys: Keys;
  readonly text: string;
}
/** What of a file counts, once it fits. */
export interface CheckedProject {
  readonly build: Steps | null;
  readonly push: Steps | null;
  readonly pull: Steps | null;
  readonly deployments: readonly Mapping[];
}
interface Report {
  readonly problem: (keys: Keys, text: string) => void;
  readonly warning: (keys: Keys, text: string) => void;
}
type Check = (value: unknown, keys: Keys, report: Report) => void;

const text: Check = (value, keys, { problem }) => {
  if (typeof value === 'string') return;
  problem(keys, typeof value === 'object' ? 'must be text' : 'must be text: put it in quotes');
};
const mapping: Check = (value, keys, { problem }) => {
  if (!isMapping(value)) problem(keys, 'must be a mapping of names to values');
};
const truth: Check = (value, keys, { problem }) => {
  if (typeof value !== 'boolean') problem(keys, 'must be true or false');
};
/** May also be a template that becomes one. */
const truthOrText: Check = (value, keys, { problem }) => {
  if (typeof value !== 'boolean' && typeof value !== 'string') problem(keys, 'must be true or false');
};
const wholeNumber: Check = (value, keys, { problem }) => {
  if (!Number.isInteger(value)) problem(keys, 'must be a whole number');
};
const tags: Check = (value, keys, { problem }) => {
  if (typeof value !== 'string' && !Array.isArray(value)) problem(keys, 'must be a list of tags');
};
const interval: Check = (value, keys, { problem }) => {
  if (typeof value !== 'string' && !(typeof value === 'number' && value > 0))
    problem(keys, 'must be seconds, or a duration such as PT15M or 00:15:00');
};
const listOf =
  (check: Check, what: string): Check =>
  (value, keys, report) => {
    if (!Array.isArray(value)) report.problem(keys, `must be a list of ${what}`);
    else value.forEach((one, at) => check(one, [...keys, at], report));
  };

/** A mapping with these members; `null` is as good as absent. Others are ignored, but pointed out. */
const membersOf =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, keys, report) => {
    if (!isMapping(value)) return mapping(value, keys, report);
    for (const [name, member] of Object.entries(value)) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      if (!check) report.warning([...keys, name], 'is no known field and is ignored');
      else if (member !== null) check(member, [...keys, name], report);
    }
  };

const SELECTORS = ['cron', 'interval', 'rrule'] as const;
const scheduleMembers = membersOf({
  cron: text,
  rrule: text,
  interval,
  timezone: text,
  anchor_date: text,
  active: truthOrText,
  parameters: mapping,
  slug: text,
  replaces: text,
  day_or: truthOrText,
});
const schedule: Check = (value, keys, report) => {
  scheduleMembers(value, keys, report);
  if (!isMapping(value)) return;
  const chosen = SELECTORS.filter((name) => value[name] !== undefined && value[name] !== null);
  if (chosen.length !== 1) report.problem(keys, 'needs one of cron, interval and rrule');
};
/** `schedule: {}` is what older files say for none. */
const oldSchedule: Check = (value, keys, report) => {
  if (isMapping(value) && Object.keys(value).length === 0) return;
  schedule(value, keys, report);
};
const step: Check = (value, keys, { problem }) => {
  if (!isMapping(value)) return problem(keys, 'must be a step: NAME: {inputs}');
  const names = Object.keys(value);
  if (names.length > 1) problem(keys, `has more than one name: ${names.join(', ')}`);
  for (const [name, inputs] of Object.entries(value))
    if (inputs !== null && !isMapping(inputs)) problem([...keys, name], 'must be a mapping of inputs');
};
/** A single step may stand without a list. */
const steps: Check = (value, keys, report) => {
  if (isMapping(value)) return Object.keys(value).length === 0 ? undefined : step(value, keys, report);
  listOf(step, 'steps')(value, keys, report);
};
const limitMembers = membersOf({
  limit: wholeNumber,
  collision_strategy: text,
  grace_period_seconds: wholeNumber,
});
const concurrencyLimit: Check = (value, keys, report) =>
  isMapping(value) ? limitMembers(value, keys, report) : wholeNumber(value, keys, report);

const deployment = membersOf({
  name: text,
  version: text,
  version_type: text,
  tags,
  description: text,
  schedule: oldSchedule,
  schedules: listOf(schedule, 'schedules'),
  paused: truth,
  concurrency_limit: concurrencyLimit,
  flow_name: text,
  entrypoint: text,
  parameters: mapping,
  enforce_parameter_schema: truth,
  build: steps,
  push: steps,
  pull: steps,
  work_pool: membersOf({ name: text, work_queue_name: text, job_variables: mapping }),
  triggers: listOf(mapping, 'triggers'),
  sla: () => {},
});
const both: Check = (value, keys, report) => {
  deployment(value, keys, report);
  if (
    isMapping(value) &&
    value['schedules'] !== undefined &&
    isMapping(value['schedule']) &&
    Object.keys(value['schedule']).length > 0
  )
    report.problem([...keys, 'schedule'], 'and schedules are both there: keep schedules');
};
/** Top-level names that hold anchors, as `definitions:` does, are nobody's business. */
const PROJECT: Readonly<Record<string, Check>> = {
  build: steps,
  push: steps,
  pull: steps,
  deployments: listOf(both, 'deployments'),
};

/** @returns steps as a list; `null` when there are none */
export const stepList = (value: unknown): Steps | null => {
  if (Array.isArray(value)) return value as Steps; // checked above
  return isMapping(value) && Object.keys(value).length > 0 ? [value] : null;
};

/** Looks whether a file's content fits, and takes from it what counts. */
export const checkProject = (
  content: unknown,
): { problems: readonly Problem[]; warnings: readonly Problem[]; project: CheckedProject } => {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = {
    problem: (keys, said) => void problems.push({ keys, text: said }),
    warning: (keys, said) => void warnings.push({ keys, text: said }),
  };
  const root = content ?? {};
  if (!isMapping(root)) report.problem([], 'the file must be a mapping, e.g. with "deployments:"');
  const file = isMapping(root) ? root : {};
  for (const [name, check] of Object.entries(PROJECT))
    if (file[name] !== undefined && file[name] !== null) check(file[name], [name], report);
  const deployments = Array.isArray(file['deployments']) ? file['deployments'].filter(isMapping) : [];
  return {
    problems,
    warnings,
    project: {
      build: stepList(file['build']),
      push: stepList(file['push']),
      pull: stepList(file['pull']),
      deployments,
    },
  };
};

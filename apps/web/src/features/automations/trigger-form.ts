import type { EventTrigger, Labels } from '../../api/automations.ts';
import { labelSets } from './trigger-text.ts';

/** What the form can be about; `other` is any event by its name. */
export type Subject = 'flow-run' | 'deployment' | 'work-pool' | 'work-queue' | 'other';
/** Something happens; it lasts; it fails to happen. */
export type Way = 'becomes' | 'stays' | 'misses';

export const SUBJECTS: readonly { readonly value: Subject; readonly label: string; readonly hint: string }[] =
  [
    { value: 'flow-run', label: 'Flow runs', hint: 'States of runs' },
    { value: 'deployment', label: 'Deployments', hint: 'Ready or not, created, changed' },
    { value: 'work-pool', label: 'Work pools', hint: 'Whether workers are there' },
    { value: 'work-queue', label: 'Work queues', hint: 'Whether they are polled' },
    { value: 'other', label: 'Any event', hint: 'By its name, also your own' },
  ];
const RUN_STATES = [
  'Scheduled',
  'Late',
  'Pending',
  'Running',
  'Paused',
  'Suspended',
  'Completed',
  'Failed',
  'Crashed',
  'TimedOut',
  'Cancelled',
];
const states = (names: readonly string[]) =>
  names.map((value) => ({ value, label: value.replace(/([a-z])([A-Z])/g, '$1 $2').replace('-', ' ') }));
/** What can happen to each. */
export const HAPPENINGS: Readonly<Record<Exclude<Subject, 'other'>, ReturnType<typeof states>>> = {
  'flow-run': states(RUN_STATES),
  deployment: states(['ready', 'not-ready', 'created', 'updated', 'deleted']),
  'work-pool': states(['ready', 'not-ready', 'paused', 'created', 'updated', 'deleted']),
  'work-queue': states(['ready', 'not-ready', 'paused', 'created', 'updated', 'deleted']),
};

const RESOURCE = 'prefect.resource.id';
const ROLE = 'prefect.resource.role';
const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** A trigger for the first time somebody chooses this subject. */
export function newTrigger(subject: Subject, change: Partial<EventTrigger> = {}): EventTrigger {
  return {
    type: 'event',
    match: subject === 'other' ? {} : { [RESOURCE]: `prefect.${subject}.*` },
    match_related: {},
    after: [],
    expect: [],
    for_each: [],
    posture: 'Reactive',
    threshold: 1,
    within: 0,
    ...change,
  };
}

/** What a trigger is about, when all its events say the same and its states can be ticked. */
export function subjectOf(trigger: EventTrigger): Subject {
  const names = [...trigger.after, ...trigger.expect];
  const id = list(trigger.match[RESOURCE])[0] ?? '';
  const found = SUBJECTS.find(
    ({ value }) =>
      value !== 'other' &&
      (id.startsWith(`prefect.${value}.`) || id === '') &&
      (names.length > 0 || id !== '') &&
      names.every((name) => name.startsWith(`prefect.${value}.`)),
  );
  if (!found) return 'other';
  const known = HAPPENINGS[found.value as Exclude<Subject, 'other'>].map(({ value }) => value);
  const verbs = names.map((name) => name.slice(`prefect.${found.value}.`.length));
  return verbs.every((verb) => verb === '*' || known.includes(verb)) ? found.value : 'other';
}

export function wayOf(trigger: EventTrigger): Way {
  if (trigger.posture === 'Reactive') return 'becomes';
  const isAnyEnd = trigger.expect.length === 0 || trigger.expect.some((name) => name.endsWith('.*'));
  return trigger.after.length > 0 && isAnyEnd ? 'stays' : 'misses';
}

/** The happenings that the main question is about. */
export const happeningsOf = (trigger: EventTrigger): readonly string[] =>
  (wayOf(trigger) === 'stays' ? trigger.after : trigger.expect).filter((name) => !name.endsWith('.*'));

const LASTING_S = 1_800;
/** The same happenings, asked for in another way. */
export function withWay(trigger: EventTrigger, way: Way): EventTrigger {
  const subject = subjectOf(trigger);
  const names = happeningsOf(trigger);
  if (way === 'becomes')
    return { ...trigger, posture: 'Reactive', after: [], expect: names, within: 0, for_each: [] };
  const within = trigger.within || LASTING_S;
  if (way === 'misses')
    return { ...trigger, posture: 'Proactive', after: [], expect: names, within, threshold: 1 };
  const end = subject === 'other' ? [] : [`prefect.${subject}.*`];
  return {
    ...trigger,
    posture: 'Proactive',
    after: names,
    expect: end,
    for_each: [RESOURCE],
    within,
    threshold: 1,
  };
}

export function withHappenings(trigger: EventTrigger, names: readonly string[]): EventTrigger {
  return wayOf(trigger) === 'stays' && trigger.expect.some((one) => one.endsWith('.*'))
    ? { ...trigger, after: names }
    : { ...trigger, expect: names };
}

/** What a trigger watches, whatever it then asks of it. */
export type Watching = Pick<EventTrigger, 'match' | 'match_related'>;
/** Roles of related things that the form has a field for. */
export type ScopeRole = 'flow' | 'deployment' | 'work-pool' | 'tag';
const isPlain = (set: Labels, role: ScopeRole): boolean =>
  Object.keys(set).length === 2 && set[ROLE] === role && set[RESOURCE] !== undefined;

/** Related things of a role that the trigger is narrowed to: resource ids. */
export const scopeOf = (trigger: Watching, role: ScopeRole): readonly string[] =>
  list(labelSets(trigger.match_related).find((set) => isPlain(set, role))?.[RESOURCE]);

export function withScope<T extends Watching>(trigger: T, role: ScopeRole, ids: readonly string[]): T {
  const others = labelSets(trigger.match_related).filter((set) => !isPlain(set, role));
  const sets = ids.length > 0 ? [...others, { [ROLE]: role, [RESOURCE]: ids }] : others;
  return { ...trigger, match_related: sets.length === 1 ? (sets[0] ?? {}) : sets.length === 0 ? {} : sets };
}

/** The things themselves that the trigger is narrowed to. */
export const ownIds = (trigger: Watching): readonly string[] =>
  list(trigger.match[RESOURCE]).filter((id) => !id.endsWith('.*'));

export function withOwnIds<T extends Watching>(trigger: T, subject: Subject, ids: readonly string[]): T {
  const { [RESOURCE]: _, ...rest } = trigger.match;
  const all = subject === 'other' ? undefined : `prefect.${subject}.*`;
  const value = ids.length > 0 ? ids : all;
  return { ...trigger, match: value === undefined ? rest : { [RESOURCE]: value, ...rest } };
}

/** A trigger for an event that somebody saw, about that resource or any of its kind. */
export function triggerFor(event: string, resource: string | undefined): EventTrigger {
  const subject = SUBJECTS.find(
    ({ value }) => value !== 'other' && event.startsWith(`prefect.${value}.`),
  )?.value;
  return newTrigger(subject ?? 'other', {
    expect: [event],
    ...(resource ? { match: { [RESOURCE]: resource } } : {}),
  });
}

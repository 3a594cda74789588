import type { EventTrigger, GroupTrigger, Labels, MetricTrigger, Trigger } from '../../api/automations.ts';
import { listed, type Phrase, say, spanText } from './phrase.ts';

/** The name of a thing by its resource id, e.g. `prefect.flow.<id>`; undefined where it is not known. */
export type NameOf = (resourceId: string) => string | undefined;

const KINDS: Readonly<Record<string, string>> = {
  'flow-run': 'a flow run',
  'task-run': 'a task run',
  deployment: 'a deployment',
  'work-pool': 'a work pool',
  'work-queue': 'a work queue',
  flow: 'a flow',
  automation: 'an automation',
  variable: 'a variable',
  'block-document': 'a block',
  'concurrency-limit': 'a concurrency limit',
};
const VERBS: Readonly<Record<string, string>> = {
  created: 'is created',
  updated: 'is changed',
  deleted: 'is deleted',
  ready: 'becomes ready',
  'not-ready': 'becomes not ready',
  paused: 'is paused',
  heartbeat: 'sends a heartbeat',
  triggered: 'fires',
  'action.executed': 'runs an action',
  'action.failed': 'fails to run an action',
};

const all = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
export const labelSets = (labels: Labels | readonly Labels[]): readonly Labels[] =>
  (Array.isArray(labels) ? (labels as readonly Labels[]) : [labels as Labels]).filter(
    (one) => Object.keys(one).length > 0,
  );

interface Happening {
  readonly kind: string;
  readonly verb: string;
}
/** `prefect.flow-run.Failed` → flow-run, Failed. */
function partsOf(event: string): Happening | undefined {
  const found = /^prefect\.([a-z-]+)\.(.+)$/.exec(event);
  return found?.[1] && found[2] && KINDS[found[1]] ? { kind: found[1], verb: found[2] } : undefined;
}
const isRun = (kind: string): boolean => kind.endsWith('run');
const stateName = (verb: string): string => verb.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** "enters failed or crashed", "is paused", "does anything". */
function doings(kind: string, verbs: readonly string[], isNegated = false): Phrase {
  if (verbs.length === 0 || verbs.includes('*'))
    return isNegated ? say`does nothing else` : say`changes in any way`;
  const states = isRun(kind) ? verbs.filter((verb) => /^[A-Z]/.test(verb)) : [];
  const others = verbs.filter((verb) => !states.includes(verb));
  const entered = listed(
    states.map((state) => say`${stateName(state)}`),
    'or',
  );
  const parts = [
    ...(states.length > 0 ? [isNegated ? say`does not become ${entered}` : say`becomes ${entered}`] : []),
    ...others.map((verb) =>
      isNegated ? say`not: ${VERBS[verb] ?? verb}` : [{ strong: VERBS[verb] ?? verb }],
    ),
  ];
  return listed(parts, 'or');
}

const bare = (id: string): string => id.replace(/^prefect\.[a-z-]+\./, '');
const named = (id: string, nameOf: NameOf): string => {
  const name = nameOf(id.replace(/^!/, '')) ?? bare(id.replace(/^!/, ''));
  return id.startsWith('!') ? `not ${name}` : name;
};
const ROLES: Readonly<Record<string, string>> = {
  flow: 'of flow',
  deployment: 'of deployment',
  tag: 'with the tag',
  'work-pool': 'on work pool',
  'work-queue': 'on work queue',
  'flow-run': 'of flow run',
};

/** Which things are meant: the resource itself, then what it belongs to. */
function scope(trigger: Pick<EventTrigger, 'match' | 'match_related'>, nameOf: NameOf): Phrase {
  const own = Object.entries(trigger.match).flatMap(([label, value]): Phrase => {
    const values = all(value);
    if (label === 'prefect.resource.id' && values.every((one) => /^prefect\.[a-z-]+\.\*$/.test(one)))
      return [];
    const texts = values.map((one) => say`${label === 'prefect.resource.id' ? named(one, nameOf) : one}`);
    if (label === 'prefect.resource.id' || label === 'prefect.resource.name')
      return say` named ${listed(texts, 'or')}`;
    return say` with ${label} ${listed(texts, 'or')}`;
  });
  const related = labelSets(trigger.match_related).flatMap((set): Phrase => {
    const role = all(set['prefect.resource.role'])[0] ?? '';
    const rest = Object.entries(set).filter(([label]) => label !== 'prefect.resource.role');
    const texts = rest.flatMap(([, value]) => all(value).map((one) => say`${named(one, nameOf)}`));
    const lead = ROLES[role] ?? (role ? `related to a ${role}` : 'related to');
    return texts.length > 0 ? [` ${lead} `, ...listed(texts, 'or')] : [` ${lead}`];
  });
  return [...own, ...related];
}

function eventPhrase(trigger: EventTrigger, nameOf: NameOf): Phrase {
  const { after, expect, posture, threshold, within } = trigger;
  const known = [...after, ...expect].map(partsOf);
  const matched = /^prefect\.([a-z-]+)\./.exec(all(trigger.match['prefect.resource.id'])[0] ?? '')?.[1];
  const kind = known[0]?.kind ?? (matched && KINDS[matched] ? matched : undefined);
  const isUniform = kind !== undefined && known.every((one) => one?.kind === kind);
  const where = scope(trigger, nameOf);
  const verbsOf = (events: readonly string[]): string[] => events.map((one) => partsOf(one)?.verb ?? one);
  const names = (events: readonly string[]): Phrase =>
    events.length === 0
      ? say`anything`
      : listed(
          events.map((one) => say`${one}`),
          'or',
        );
  const span = within > 0 ? spanText(within) : '';
  if (posture === 'Reactive') {
    const what: Phrase = isUniform
      ? [`${KINDS[kind] ?? ''}`, ...where, ' ', ...doings(kind, verbsOf(expect))]
      : say`${names(expect)} happens${where}`;
    const first: Phrase =
      after.length > 0 ? say` after ${isUniform ? doings(kind, verbsOf(after)) : names(after)}` : [];
    const count: Phrase =
      threshold > 1 ? [' ', { strong: `${threshold} times` }, ...(span ? say` within ${span}` : [])] : [];
    return [...what, ...first, ...count];
  }
  const few: Phrase = threshold > 1 ? say` at least ${`${threshold} times`}` : [];
  if (!isUniform) {
    const start: Phrase = after.length > 0 ? say`${names(after)} happens and ` : [];
    return [...start, ...say`${names(expect)} does not happen${where}${few} within ${span}`];
  }
  const subject: Phrase = [KINDS[kind] ?? '', ...where, ' '];
  if (after.length === 0)
    return [...subject, ...doings(kind, verbsOf(expect), true), ...few, ...say` for ${span}`];
  if (expect.length === 0 || expect.some((one) => one.endsWith('.*')))
    return isRun(kind)
      ? [
          ...subject,
          'stays ',
          ...listed(
            verbsOf(after).map((one) => say`${stateName(one)}`),
            'or',
          ),
          ...say` for ${span}`,
        ]
      : [...subject, ...doings(kind, verbsOf(after)), ...say` and stays so for ${span}`];
  const negated = doings(kind, verbsOf(expect), true);
  return [...subject, ...doings(kind, verbsOf(after)), ' and ', ...negated, ...few, ...say` within ${span}`];
}

const METRICS = {
  lateness: 'the average lateness of runs',
  duration: 'the average duration of runs',
  successes: 'the share of successful runs',
} as const;
const OPERATORS = { '<': 'is below', '<=': 'is at most', '>': 'is above', '>=': 'is at least' } as const;

/** A share between 0 and 1 as per cent, without the noise of binary fractions. */
export const percentText = (share: number): string => String(Number((share * 100).toFixed(4)));

function metricPhrase(trigger: MetricTrigger, nameOf: NameOf): Phrase {
  const { name, operator, threshold, range, firing_for: lasting } = trigger.metric;
  const value = name === 'successes' ? `${percentText(threshold)} %` : spanText(threshold);
  return [
    ...say`${METRICS[name]}${scope(trigger, nameOf)} over the last ${spanText(range)} `,
    ...say`${OPERATORS[operator]} ${value} for ${spanText(lasting)}`,
  ];
}

function groupPhrase(trigger: GroupTrigger, nameOf: NameOf): Phrase {
  const inner = trigger.triggers.map((one) => triggerPhrase(one, nameOf));
  const span: Phrase = trigger.within ? say`, all within ${spanText(trigger.within)}` : [];
  if (trigger.type === 'sequence')
    return [...inner.flatMap((one, index): Phrase => (index ? [', and then ', ...one] : one)), ...span];
  if (trigger.require === 'any' || trigger.require === 1) return listed(inner, 'or');
  if (trigger.require === 'all' || trigger.require === undefined) return [...listed(inner, 'and'), ...span];
  return [...say`at least ${`${trigger.require} of`} these happen: `, ...listed(inner, 'or'), ...span];
}

/** What a trigger waits for, as the middle of a sentence: "a flow run becomes failed". */
export function triggerPhrase(trigger: Trigger, nameOf: NameOf): Phrase {
  if (trigger.type === 'event') return eventPhrase(trigger, nameOf);
  if (trigger.type === 'metric') return metricPhrase(trigger, nameOf);
  return groupPhrase(trigger, nameOf);
}

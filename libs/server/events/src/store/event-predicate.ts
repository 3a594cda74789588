import type { EventFilter, ResourceSpecification } from '@orch/contract';
import {
  type OutgoingEvent,
  RESOURCE_ID,
  RESOURCE_ROLE,
  type ResourceLabels,
} from '../outbox/outgoing-event.ts';
import type { OccurredRange } from './event-range.ts';
import { labelMatches, labelPattern, valuesOf } from './label-pattern.ts';
import { parseTextQuery, textMatches } from './text-query.ts';

type Test = (event: OutgoingEvent) => boolean;
type ResourceTest = (resource: ResourceLabels) => boolean;
type Texts = readonly string[] | null | undefined;

/** A list that asks for something: an empty one asks for nothing, as on the reference. */
export const given = (list: Texts): readonly string[] | undefined =>
  list && list.length > 0 ? list : undefined;

const idOf = (resource: ResourceLabels): string => resource[RESOURCE_ID] ?? '';

/**
 * Compiles a filter to a predicate: the same answers as `eventConditions` gives in SQL (a test holds them together).
 * Upstream: server/events/filters.py, class EventFilter (3.8.8); there, a stream ignores `related`.
 */
export function eventPredicate(filter: EventFilter, range: OccurredRange): Test {
  const tests: Test[] = [(e) => e.occurredUs >= range.sinceUs && e.occurredUs <= range.untilUs];
  addNameTests(tests, filter.event);
  const resource = resourceTests(filter.resource ?? {}, false);
  if (resource.length > 0) tests.push((e) => resource.every((test) => test(e.resource)));
  for (const part of filter.related ?? []) {
    const all = relatedTests(part);
    if (all.length > 0) tests.push((e) => e.related.some((r) => all.every((test) => test(r))));
  }
  for (const part of filter.any_resource ?? []) {
    const all = resourceTests(part, true);
    if (all.length > 0)
      tests.push((e) => [e.resource, ...e.related].some((r) => all.every((test) => test(r))));
  }
  const ids = given(filter.id.id);
  if (ids) tests.push(({ id }) => ids.includes(id));
  addTextTest(tests, filter.text?.query);
  return (event) => tests.every((test) => test(event));
}

function addNameTests(tests: Test[], filter: EventFilter['event']): void {
  const [prefixes, noPrefixes] = [given(filter?.prefix), given(filter?.exclude_prefix)];
  const [names, noNames] = [given(filter?.name), given(filter?.exclude_name)];
  if (prefixes) tests.push(({ event }) => prefixes.some((p) => event.startsWith(p)));
  if (noPrefixes) tests.push(({ event }) => !noPrefixes.some((p) => event.startsWith(p)));
  if (names) tests.push(({ event }) => names.includes(event));
  if (noNames) tests.push(({ event }) => !noNames.includes(event));
}

interface ResourceFilter {
  readonly id?: Texts;
  readonly id_prefix?: Texts;
  readonly labels?: ResourceSpecification | null | undefined;
}

function resourceTests(filter: ResourceFilter, isRoleExact: boolean): ResourceTest[] {
  const tests: ResourceTest[] = [];
  const [ids, prefixes] = [given(filter.id), given(filter.id_prefix)];
  if (ids) tests.push((r) => ids.includes(idOf(r)));
  if (prefixes) tests.push((r) => prefixes.some((p) => idOf(r).startsWith(p)));
  return [...tests, ...labelTests(filter.labels, isRoleExact)];
}

function relatedTests(filter: NonNullable<EventFilter['related']>[number]): ResourceTest[] {
  const tests = resourceTests({ id: filter.id, labels: filter.labels }, true);
  const roles = given(filter.role);
  if (roles) tests.push((r) => roles.includes(r[RESOURCE_ROLE] ?? ''));
  const pairs = filter.resources_in_roles;
  if (pairs && pairs.length > 0)
    tests.push((r) => pairs.some(([id, role]) => idOf(r) === id && r[RESOURCE_ROLE] === role));
  return tests;
}

/** The labels asked for, with their values: an empty list for id or role asks for nothing, for others it fits nothing. */
export function* labelsAskedFor(
  labels: ResourceSpecification | null | undefined,
): Generator<[label: string, values: readonly string[]]> {
  for (const [label, expected] of Object.entries(labels ?? {})) {
    const values = valuesOf(expected).filter((v) => v !== '' || Array.isArray(expected));
    if (values.length > 0 || (label !== RESOURCE_ID && label !== RESOURCE_ROLE)) yield [label, values];
  }
}

function labelTests(labels: ResourceSpecification | null | undefined, isRoleExact: boolean): ResourceTest[] {
  return [...labelsAskedFor(labels)].map(([label, values]): ResourceTest => {
    if (isRoleExact && label === RESOURCE_ROLE) return (r) => values.includes(r[label] ?? '');
    const patterns = values.map(labelPattern);
    return (r) => labelMatches(patterns, Object.hasOwn(r, label) ? r[label] : undefined);
  });
}

function addTextTest(tests: Test[], query: string | undefined): void {
  if (query === undefined || query.trim() === '') return;
  const parsed = parseTextQuery(query);
  tests.push((e) => textMatches(parsed, searchableText(e)));
}

/** What a text search looks at: the name, the values of all labels and the payload as it was sent. */
function searchableText(e: OutgoingEvent): string {
  const values = [e.resource, ...e.related].map((r) => Object.values(r).join('\n'));
  return [e.event, ...values, e.payload].join('\n').toLowerCase();
}

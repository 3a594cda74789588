import type { EventFilter, ResourceSpecification } from '@orch/contract';
import { microsToPg } from '@orch/kernel';
import { type Sql, anyOf, allOf, sql, someOf } from '@orch/platform';
import { RESOURCE_ID, RESOURCE_ROLE } from '../outbox/outgoing-event.ts';
import { given, labelsAskedFor } from './event-predicate.ts';
import type { OccurredRange } from './event-range.ts';
import { labelPattern } from './label-pattern.ts';
import { parseTextQuery } from './text-query.ts';

type Texts = readonly string[] | null | undefined;

const startsWithOne = (column: Sql, prefixes: readonly string[]): Sql =>
  someOf(prefixes.map((p) => sql`starts_with(${column}, ${p})`));

/**
 * A filter as conditions on a row `e` of `event`: the same answers as `eventPredicate` gives in memory.
 * Upstream: server/events/filters.py, class EventFilter (3.8.8).
 */
export function eventConditions(filter: EventFilter, range: OccurredRange): Sql[] {
  const all: Sql[] = [
    sql`e.occurred >= ${microsToPg(range.sinceUs)}`,
    sql`e.occurred <= ${microsToPg(range.untilUs)}`,
  ];
  all.push(...nameConditions(filter.event));
  const { resource } = filter;
  if (resource) {
    all.push(...resourceConditions(resource, sql`e.resource`, sql`e.resource_id`, false));
    all.push(...byIndex(given(resource.id), range));
  }
  for (const part of filter.related ?? []) all.push(...relatedConditions(part, range));
  for (const part of filter.any_resource ?? []) {
    const inner = resourceConditions(part, sql`x.r`, ID_OF_R, true);
    if (inner.length === 0) continue;
    const everyone = sql`(select e.resource as r union all select jsonb_array_elements(e.related)) x`;
    all.push(
      sql`exists (select 1 from ${everyone} where ${allOf(inner)})`,
      ...byIndex(given(part.id), range),
    );
  }
  const ids = given(filter.id.id);
  if (ids) all.push(anyOf(sql`e.id`, ids, 'uuid'));
  all.push(...textConditions(filter.text?.query));
  return all;
}

const ID_OF_R = sql`(x.r ->> ${RESOURCE_ID})`;
const ROLE_OF_R = sql`(x.r ->> ${RESOURCE_ROLE})`;

/** Array overlap is not leakproof, so under row-level security only this function can use the index of ids. */
const byIndex = (ids: readonly string[] | undefined, { sinceUs, untilUs }: OccurredRange): Sql[] =>
  ids === undefined
    ? []
    : [
        sql`(e.occurred, e.id) in (select event_occurred, event_id from events_of_resources(${ids}::text[], ${microsToPg(sinceUs)}, ${microsToPg(untilUs)}))`,
      ];

function nameConditions(filter: EventFilter['event']): Sql[] {
  const all: Sql[] = [];
  const [prefixes, noPrefixes] = [given(filter?.prefix), given(filter?.exclude_prefix)];
  const [names, noNames] = [given(filter?.name), given(filter?.exclude_name)];
  if (prefixes) all.push(startsWithOne(sql`e.event`, prefixes));
  if (noPrefixes) all.push(sql`not ${startsWithOne(sql`e.event`, noPrefixes)}`);
  if (names) all.push(anyOf(sql`e.event`, names, 'text'));
  if (noNames) all.push(sql`not ${anyOf(sql`e.event`, noNames, 'text')}`);
  return all;
}

interface ResourceFilter {
  readonly id?: Texts;
  readonly id_prefix?: Texts;
  readonly labels?: ResourceSpecification | null | undefined;
}

function resourceConditions(filter: ResourceFilter, labels: Sql, id: Sql, isRoleExact: boolean): Sql[] {
  const all: Sql[] = [];
  const [ids, prefixes] = [given(filter.id), given(filter.id_prefix)];
  if (ids) all.push(anyOf(id, ids, 'text'));
  if (prefixes) all.push(startsWithOne(id, prefixes));
  for (const [label, values] of labelsAskedFor(filter.labels)) {
    const column = sql`(${labels} ->> ${label})`;
    all.push(
      isRoleExact && label === RESOURCE_ROLE ? anyOf(column, values, 'text') : labelCondition(column, values),
    );
  }
  return all;
}

function labelCondition(column: Sql, values: readonly string[]): Sql {
  if (values.length === 0) return sql`false`;
  return someOf(
    values
      .map(labelPattern)
      .map((p) => (p.isNegated ? sql`${column} not like ${p.like}` : sql`${column} like ${p.like}`)),
  );
}

function relatedConditions(filter: NonNullable<EventFilter['related']>[number], range: OccurredRange): Sql[] {
  const inner = resourceConditions({ id: filter.id, labels: filter.labels }, sql`x.r`, ID_OF_R, true);
  const roles = given(filter.role);
  if (roles) inner.push(anyOf(ROLE_OF_R, roles, 'text'));
  const pairs = filter.resources_in_roles ?? [];
  if (pairs.length > 0)
    inner.push(someOf(pairs.map(([id, role]) => sql`${ID_OF_R} = ${id} and ${ROLE_OF_R} = ${role}`)));
  if (inner.length === 0) return [];
  const ids = given(filter.id) ?? given(pairs.map(([id]) => id));
  return [
    sql`exists (select 1 from jsonb_array_elements(e.related) x(r) where ${allOf(inner)})`,
    ...byIndex(ids, range),
  ];
}

/** The same text as the predicate's: name, values of labels, payload. */
const SEARCHABLE = sql`lower(concat_ws(chr(10), e.event,
  (select string_agg(l.value, chr(10)) from jsonb_each_text(e.resource) l),
  (select string_agg(l.value, chr(10)) from jsonb_array_elements(e.related) r, jsonb_each_text(r) l), e.payload::text))`;

function textConditions(query: string | undefined): Sql[] {
  if (query === undefined || query.trim() === '') return [];
  const { include, exclude, required } = parseTextQuery(query);
  const has = (term: string): Sql => sql`strpos(${SEARCHABLE}, ${term}) > 0`;
  return [
    ...(include.length > 0 ? [someOf(include.map(has))] : []),
    ...exclude.map((term) => sql`not (${has(term)})`),
    ...required.map(has),
  ];
}

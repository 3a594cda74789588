import { isUuid } from '@orch/kernel';
import { parse, type Filter } from 'scim2-parse-filter';
import { ScimError } from './scim-error.ts';

/** Attributes that must have a value, all of them; what providers ask for before they create. */
export type ScimConditions = ReadonlyMap<string, string | boolean>;

const TERMS_MAX = 10;

/**
 * The conditions of a filter: `attribute eq value`, several joined by `and`. Names count whatever their case.
 * @param known attributes that can be asked for, in lower case
 * @throws ScimError `invalidFilter`
 */
export function conditionsOf(filter: string | undefined, known: ReadonlySet<string>): ScimConditions {
  const conditions = new Map<string, string | boolean>();
  if (filter === undefined || filter.trim() === '') return conditions;
  for (const term of termsOf(parsed(filter))) {
    if (term.op !== 'eq' || !('compValue' in term)) throw unsupported();
    const name = term.attrPath.toLowerCase();
    const { compValue: value } = term;
    if (!known.has(name) || (typeof value !== 'string' && typeof value !== 'boolean')) throw unsupported();
    conditions.set(name, value);
  }
  return conditions;
}

/** `members[value eq "id"]`: the member that is meant. @throws ScimError `invalidPath` */
export function memberOfPath(path: string): string {
  const filter = parsed(`${path}`, 'invalidPath');
  const inner = filter.op === '[]' && 'valFilter' in filter ? filter.valFilter : undefined;
  if (inner?.op === 'eq' && 'compValue' in inner && inner.attrPath === 'value') {
    const { compValue } = inner;
    if (typeof compValue === 'string' && isUuid(compValue)) return compValue.toLowerCase();
  }
  throw new ScimError(400, 'path: only members[value eq "id"] is understood', 'invalidPath');
}

function termsOf(filter: Filter): readonly Filter[] {
  if (!('filters' in filter)) return [filter];
  if (filter.op !== 'and' || filter.filters.length > TERMS_MAX) throw unsupported();
  return filter.filters;
}

function parsed(text: string, scimType: 'invalidFilter' | 'invalidPath' = 'invalidFilter'): Filter {
  // line breaks inside an open quote take the parser's pattern exponential time
  if (/[\u0000-\u001f]/.test(text)) throw new ScimError(400, 'control characters', scimType);
  try {
    return parse(text);
  } catch {
    throw new ScimError(400, 'the expression cannot be read', scimType);
  }
}

const unsupported = (): ScimError =>
  new ScimError(400, 'only "attribute eq value", joined by "and", is supported', 'invalidFilter');

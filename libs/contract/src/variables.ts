import * as z from 'zod';

import {
  byIds,
  byTags,
  byTextsOrLike,
  embeddedBody,
  limitMember,
  offsetMember,
  operatorFilter,
} from './filters.ts';
import { tagList, tags } from './flows.ts';
import { withOpaque } from './opaque.ts';
import { readStr } from './primitives.ts';
import { variableSort } from './sorting.ts';
import {
  embedded,
  fail,
  failMissing,
  failValue,
  maybe,
  optional,
  optionalMember,
  wireType,
} from './wire-type.ts';

/** Upstream: types/names.py, MAX_VARIABLE_NAME_LENGTH and types, MAX_VARIABLE_VALUE_LENGTH (3.8.8). */
export const VARIABLE_NAME_CHARS_MAX = 255;
export const VARIABLE_VALUE_BYTES_MAX = 5000;

/** Upstream: types/names.py, VariableName (3.8.8). */
export const variableName = wireType<string>((value, sink) => {
  const name = readStr(value, sink);
  if (typeof name !== 'string') return name;
  if (!/^[a-z0-9_-]*$/.test(name))
    return failValue(
      sink,
      'Variable name must only contain lowercase letters, numbers, and dashes or underscores.',
    );
  return name.length > VARIABLE_NAME_CHARS_MAX
    ? fail(sink, 'string_too_long', `String should have at most ${VARIABLE_NAME_CHARS_MAX} characters`)
    : name;
});

/** Any JSON value up to 5000 bytes of compact JSON. Upstream: types, check_variable_value (3.8.8). */
export const variableValue = wireType<unknown>((value, sink) => {
  if (value === undefined) return failMissing(sink);
  if (value !== null && Buffer.byteLength(JSON.stringify(value)) > VARIABLE_VALUE_BYTES_MAX)
    return failValue(sink, `Variable value must be less than ${VARIABLE_VALUE_BYTES_MAX} characters`);
  return value;
});

export const variableCreate = withOpaque(z.strictObject({ name: variableName, value: variableValue, tags }), [
  'value',
]);
export type VariableCreate = z.output<typeof variableCreate>;

/** Absent members stay as they are; a null name or null tags too. */
export const variableUpdate = withOpaque(
  z.strictObject({ name: maybe(variableName), value: optional(variableValue), tags: maybe(tagList) }),
  ['value'],
);
export type VariableUpdate = z.output<typeof variableUpdate>;

/** Upstream: server/schemas/filters.py, VariableFilter (3.8.8). */
export const variableFilter = operatorFilter({
  id: maybe(byIds),
  name: maybe(byTextsOrLike),
  tags: maybe(byTags),
});
export type VariableFilter = z.output<typeof variableFilter>;

export const variablesFilterBody = embeddedBody({
  offset: offsetMember,
  variables: optionalMember(variableFilter),
  sort: embedded(variableSort, 'NAME_ASC'),
  limit: limitMember,
});
export type VariablesFilterBody = z.output<typeof variablesFilterBody>;
export const variablesCountBody = embeddedBody({ variables: optionalMember(variableFilter) });

export interface VariableResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly value: unknown;
  readonly tags: readonly string[];
}

import type { ErrorObject } from 'ajv/dist/2020.js';
import { pythonRepr } from './python-repr.ts';

type Phrase = (error: ErrorObject, value: string) => string;
const param = (error: ErrorObject, name: string): unknown => (error.params as Record<string, unknown>)[name];
const limit = (error: ErrorObject): string => String(param(error, 'limit'));

/** What is wrong, by keyword, in the words that users of the Python library know. */
const PHRASES: Readonly<Record<string, Phrase>> = {
  type: (e, v) => {
    const types = param(e, 'type');
    return `${v} is not of type ${(Array.isArray(types) ? types : [types]).map((t) => pythonRepr(t)).join(', ')}`;
  },
  required: (e) => `${pythonRepr(param(e, 'missingProperty'))} is a required property`,
  enum: (e, v) => `${v} is not one of ${pythonRepr(param(e, 'allowedValues'))}`,
  const: (e) => `${pythonRepr(param(e, 'allowedValue'))} was expected`,
  additionalProperties: (e) =>
    `Additional properties are not allowed (${pythonRepr(param(e, 'additionalProperty'))} was unexpected)`,
  minimum: (e, v) => `${v} is less than the minimum of ${limit(e)}`,
  maximum: (e, v) => `${v} is greater than the maximum of ${limit(e)}`,
  exclusiveMinimum: (e, v) => `${v} is less than or equal to the minimum of ${limit(e)}`,
  exclusiveMaximum: (e, v) => `${v} is greater than or equal to the maximum of ${limit(e)}`,
  multipleOf: (e, v) => `${v} is not a multiple of ${String(param(e, 'multipleOf'))}`,
  minLength: (_, v) => `${v} is too short`,
  maxLength: (_, v) => `${v} is too long`,
  minItems: (_, v) => `${v} is too short`,
  maxItems: (_, v) => `${v} is too long`,
  minProperties: (_, v) => `${v} does not have enough properties`,
  maxProperties: (_, v) => `${v} has too many properties`,
  uniqueItems: (_, v) => `${v} has non-unique elements`,
  pattern: (e, v) => `${v} does not match ${pythonRepr(param(e, 'pattern'))}`,
  anyOf: (_, v) => `${v} is not valid under any of the given schemas`,
  oneOf: (e, v) =>
    param(e, 'passingSchemas')
      ? `${v} is valid under each of the given schemas`
      : `${v} is not valid under any of the given schemas`,
  not: (_, v) => `${v} should not be valid under the given schema`,
};

/** The reason alone, e.g. `'abc' is not of type 'integer'`. */
export function reasonOf(error: ErrorObject): string {
  const phrase = PHRASES[error.keyword];
  return phrase
    ? phrase(error, pythonRepr(error.data, 200))
    : `${pythonRepr(error.data, 200)} ${error.message ?? 'is not valid'}`;
}

/** Keys of the value that an error is about, from the root. */
export const pathOf = (error: ErrorObject): string[] =>
  error.instancePath === ''
    ? []
    : error.instancePath
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/**
 * The whole sentence about the first error.
 * Upstream: utilities/schema_tools/validation.py, validate (3.8.8).
 */
export function messageOf(error: ErrorObject): string {
  const path = pathOf(error)
    .map((key, i) => (/^\d+$/.test(key) ? `[${key}]` : i === 0 ? key : `.${key}`))
    .join('');
  const where = path === '' ? 'Validation failed.' : `Validation failed for field ${pythonRepr(path)}.`;
  return `${where} Failure reason: ${reasonOf(error)}`;
}

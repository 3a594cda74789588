import { useState } from 'react';
import type { ValueError } from '../../api/deployments.ts';
import { NotJson } from '../../ui/not-json.ts';
import { completed, missingIn, NOT_JSON } from './given-values.ts';
import type { SchemaField, Values } from './schema-field.ts';
import { errorsByPath } from './value-errors.ts';

const NO_OBJECT = { '': 'This is not a JSON object.' };
const objectOf = (value: unknown): Values | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NotJson)
    ? (value as Values)
    : undefined;

type Errors = Readonly<Record<string, string>>;

/** Values as somebody writes them, by a form or as JSON; the one that is left is taken over by the other. */
export interface SchemaDraft {
  readonly fields: readonly SchemaField[];
  readonly values: Values;
  /** As JSON, or text that is none yet; `undefined` while the form is shown. */
  readonly json: unknown;
  readonly errors: Errors;
  readonly setValues: (values: Values) => void;
  readonly setJson: (json: unknown) => void;
  readonly turn: (way: 'form' | 'json') => void;
  /** The values to send; `undefined` when something is missing, which is marked then. */
  readonly check: () => Values | undefined;
  /** Marks what the server found wrong. */
  readonly refuse: (errors: readonly (string | ValueError)[]) => void;
}

/** @param start what stands in the form at first */
export function useSchemaDraft(fields: readonly SchemaField[], start: () => Values): SchemaDraft {
  const [values, setValues] = useState(start);
  const [json, setJson] = useState<unknown>();
  const [errors, setErrors] = useState<Errors>({});
  const isJson = json !== undefined;
  const typed = isJson ? objectOf(json) : values;
  return {
    fields,
    values,
    json,
    errors,
    setValues,
    setJson,
    turn: (way) => {
      if (way === 'json') {
        const broken = Object.entries(missingIn(fields, values)).filter(([, text]) => text === NOT_JSON);
        setErrors(Object.fromEntries(broken));
        return broken.length > 0 ? undefined : setJson(completed(fields, values));
      }
      if (typed === undefined) return setErrors(NO_OBJECT);
      setErrors({});
      setValues(typed);
      setJson(undefined);
    },
    check: () => {
      const found = typed === undefined ? NO_OBJECT : isJson ? {} : missingIn(fields, typed);
      setErrors(found);
      if (typed === undefined || Object.keys(found).length > 0) return undefined;
      return isJson ? typed : completed(fields, typed);
    },
    refuse: (found) => setErrors(errorsByPath(found, fields)),
  };
}

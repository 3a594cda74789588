import { type JSX, type ReactNode, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import type { BlockSchema } from '../../api/blocks.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { JsonInput, NotJson } from '../../ui/json-input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segments } from '../../ui/segments.tsx';
import { fallbacksOf, fieldsOf, type SchemaField, type Values } from '../schema-form/schema-field.ts';
import { SchemaErrors, SchemaFields } from '../schema-form/schema-fields.tsx';

const WAYS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';
/** Needed members without a value, also of objects inside. */
function missingIn(
  fields: readonly SchemaField[],
  values: Values,
  path = '',
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const at = path ? `${path}.${field.name}` : field.name;
    const value = values[field.name];
    if (isNothing(value)) {
      if (field.isNeeded && field.fallback === undefined && field.kind !== 'object')
        found[at] = 'This is needed.';
    } else if (value instanceof NotJson) found[at] = 'This is not JSON.';
    if (field.kind === 'object' && (field.isNeeded || !isNothing(value)))
      Object.assign(found, missingIn(field.fields, (value ?? {}) as Values, at));
  }
  return found;
}
const given = (values: Values): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Name and values of a block, by the schema of its type or as JSON. */
export function BlockForm(props: {
  readonly schema: BlockSchema;
  /** Left out for a block that has its name already. */
  readonly withName?: boolean;
  readonly start?: Values;
  readonly action: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (name: string, data: JsonObject) => void;
  readonly onCancel: () => void;
  readonly aside?: ReactNode;
}): JSX.Element {
  const { schema, withName = false, start, action, isBusy, error, onSubmit, onCancel } = props;
  const fields = fieldsOf(schema.fields);
  const [name, setName] = useState('');
  const [values, setValues] = useState<Values>(() => start ?? fallbacksOf(fields));
  const [json, setJson] = useState<unknown>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const isJson = json !== undefined;
  const typed = isJson ? objectOf(json) : values;
  const submit = (): void => {
    const found = {
      ...(typed === undefined
        ? { '': 'This is not a JSON object.' }
        : isJson
          ? {}
          : missingIn(fields, typed)),
      ...(withName && name.trim() === '' ? { ' name': 'Give it a name.' } : {}),
    };
    setErrors(found);
    if (typed && Object.keys(found).length === 0) onSubmit(name.trim(), given(typed));
  };
  return (
    <form
      noValidate
      className="flex max-w-[720px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error ? <Notice tone="danger">{formError(error, ['name'])}</Notice> : null}
      {Object.keys(errors).length > 0 && <Notice tone="danger">Check the marked fields.</Notice>}
      {withName && (
        <Card title="Name" description="Flows load the block by it.">
          <Field
            label="Block name"
            hint="Lower-case letters, digits and dashes."
            error={errors[' name'] ?? fieldError(error, 'name')}
          >
            <Input
              mono
              autoFocus
              autoComplete="off"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </Field>
        </Card>
      )}
      <Card
        title="Values"
        actions={
          <Segments
            label="Enter values as"
            options={WAYS}
            value={isJson ? 'json' : 'form'}
            onChange={(way) => {
              if (way === 'json') return setJson(given(values));
              if (typed === undefined) return setErrors({ '': 'This is not a JSON object.' });
              setValues(typed);
              setJson(undefined);
            }}
          />
        }
      >
        {isJson ? (
          <Field
            label="Values as JSON"
            hint="Hidden secrets stay what they are while their stars stay."
            error={errors['']}
          >
            <JsonInput value={json} lines={10} onChange={(next) => setJson(next ?? {})} />
          </Field>
        ) : fields.length === 0 ? (
          <p className="text-ink-3">This type has no values.</p>
        ) : (
          <SchemaErrors value={errors}>
            <SchemaFields fields={fields} values={values} onChange={setValues} />
          </SchemaErrors>
        )}
      </Card>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="primary" type="submit" busy={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

const objectOf = (value: unknown): Values | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NotJson)
    ? (value as Values)
    : undefined;

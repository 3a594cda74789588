import type { JSX, ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SchemaErrors, SchemaFields } from './schema-fields.tsx';
import type { SchemaDraft } from './use-schema-draft.ts';

const WAYS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

interface SchemaValuesProps {
  readonly draft: SchemaDraft;
  /** "Values", "Parameters". */
  readonly title: string;
  readonly description?: string;
  readonly jsonHint?: ReactNode;
  /** Said when the schema has no member. */
  readonly empty: string;
}

/** Values by the form of their schema, or as JSON. */
export function SchemaValuesCard(props: SchemaValuesProps): JSX.Element {
  const { draft, title, description } = props;
  return (
    <Card
      title={title}
      {...(description === undefined ? {} : { description })}
      actions={
        <Segments
          label={`Enter ${title.toLowerCase()} as`}
          options={WAYS}
          value={draft.json === undefined ? 'form' : 'json'}
          onChange={draft.turn}
        />
      }
    >
      <Inside {...props} />
    </Card>
  );
}

function Inside({ draft, title, jsonHint, empty }: SchemaValuesProps): JSX.Element {
  const { fields, values, json, errors } = draft;
  if (json !== undefined) {
    const said = Object.entries(errors).map(([path, text]) => (path ? `${path}: ${text}` : text));
    return (
      <Field label={`${title} as JSON`} hint={jsonHint} error={said.length > 0 ? said.join(' ') : undefined}>
        <JsonInput value={json} lines={10} onChange={(next) => draft.setJson(next ?? {})} />
      </Field>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {errors[''] !== undefined && <Notice tone="danger">{errors['']}</Notice>}
      {fields.length === 0 ? (
        <p className="text-ink-3">{empty}</p>
      ) : (
        <SchemaErrors value={errors}>
          <SchemaFields fields={fields} values={values} onChange={draft.setValues} />
        </SchemaErrors>
      )}
    </div>
  );
}

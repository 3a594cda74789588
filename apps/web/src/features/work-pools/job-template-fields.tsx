import type { JSX } from 'react';
import type { JsonObject } from '../../api/deployments.ts';
import { Field } from '../../ui/field.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { NotJson } from '../../ui/not-json.ts';
import { Segments } from '../../ui/segments.tsx';
import { fieldsOf, type SchemaField } from '../schema-form/schema-field.ts';
import { SchemaFields } from '../schema-form/schema-fields.tsx';
import { defaultsOf, variablesOf, withDefaults } from './job-template.ts';

const WAYS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

/** A template as it is being written: an object, or text that is none yet. */
export interface TemplateDraft {
  readonly template: JsonObject;
  readonly json: unknown;
}
/** What would be saved; undefined while the text is no object. */
export const templateOf = ({ template, json }: TemplateDraft): JsonObject | undefined => {
  if (json === undefined) return template;
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof NotJson)
    ? (json as JsonObject)
    : undefined;
};

// a default is what nobody has to give
const free = (fields: readonly SchemaField[]): readonly SchemaField[] =>
  fields.map((field) => ({ ...field, isNeeded: false }));

/** Defaults of a job template as a form, or the whole template as JSON. */
export function JobTemplateFields(props: {
  readonly draft: TemplateDraft;
  readonly onChange: (draft: TemplateDraft) => void;
}): JSX.Element {
  const { draft, onChange } = props;
  const isJson = draft.json !== undefined;
  const typed = templateOf(draft);
  const fields = free(fieldsOf(variablesOf(draft.template)));
  return (
    <div className="flex flex-col gap-4">
      <div>
        <Segments
          label="Write the template as"
          options={WAYS}
          value={isJson ? 'json' : 'form'}
          onChange={(way) => {
            if (way === 'json') onChange({ ...draft, json: draft.template });
            else if (typed) onChange({ template: typed, json: undefined });
          }}
        />
      </div>
      {isJson ? (
        <Field label="Job template as JSON" error={typed ? undefined : 'This is not a JSON object.'}>
          <JsonInput
            value={draft.json}
            lines={18}
            onChange={(json) => onChange({ ...draft, json: json ?? {} })}
          />
        </Field>
      ) : fields.length === 0 ? (
        <p className="text-ink-3">This template has no variables.</p>
      ) : (
        <SchemaFields
          fields={fields}
          values={defaultsOf(draft.template)}
          onChange={(values) => onChange({ ...draft, template: withDefaults(draft.template, values) })}
        />
      )}
    </div>
  );
}

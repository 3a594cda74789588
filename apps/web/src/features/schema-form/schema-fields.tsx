import { createContext, type JSX, useContext } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, Switch } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Control } from './schema-control.tsx';
import { Hidden } from './hidden-value.tsx';
import { Variants } from './schema-variants.tsx';
import {
  fallbacksOf,
  isMasked,
  type SchemaField,
  type SchemaFieldProps,
  type Values,
} from './schema-field.ts';

/** Errors by the path of the field: `connection_info.host`. */
export const SchemaErrors = createContext<Readonly<Record<string, string>>>({});

interface FieldsProps {
  readonly fields: readonly SchemaField[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  readonly path?: string;
}

/** The form of an object's members. */
export function SchemaFields({ fields, values, onChange, path = '' }: FieldsProps): JSX.Element {
  return (
    <div className="flex flex-col gap-4">
      {fields.map((field) => (
        <SchemaFieldView
          key={field.name}
          field={field}
          path={path ? `${path}.${field.name}` : field.name}
          value={values[field.name]}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}

function SchemaFieldView(props: SchemaFieldProps): JSX.Element {
  const { field, value, onChange, path } = props;
  const error = useContext(SchemaErrors)[path];
  const { kind, title, description, isNeeded, isNullable, example } = field;
  if (kind === 'switch' && !isNullable) {
    return (
      <div className="rounded-6 border border-line px-3 py-2.5">
        <Switch
          label={title}
          hint={error ?? description}
          checked={value === undefined ? field.fallback === true : value === true}
          onChange={onChange}
        />
      </div>
    );
  }
  if (kind === 'object' || kind === 'list' || kind === 'variants') return <Group {...props} error={error} />;
  const hint = [description, example && `For example: ${example}`].filter(Boolean).join(' ');
  return (
    <Field
      label={title}
      hint={hint || undefined}
      error={error}
      required={isNeeded}
      optional={!isNeeded}
      aside={isNullable && kind !== 'secret' && <NoneChoice {...props} />}
    >
      <Control {...props} />
    </Field>
  );
}

/** What is None gets a value by giving one; what has one is made None here. */
function NoneChoice({ field, value, onChange }: SchemaFieldProps): JSX.Element | null {
  const isNoneAnyway = (field.fallback ?? null) === null;
  if (value === null) return isNoneAnyway ? null : <span className="text-12 text-ink-3">None</span>;
  if (value === undefined && isNoneAnyway) return null;
  return (
    <button
      type="button"
      aria-label={`Set ${field.title} to none`}
      className="rounded-4 text-12 text-ink-2 underline-offset-2 hover:text-ink hover:underline"
      onClick={() => onChange(null)}
    >
      Set to none
    </button>
  );
}

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value made of others: framed, with its title above. */
function Group(props: SchemaFieldProps & { error: string | undefined }): JSX.Element {
  const { field, value, onChange, error } = props;
  // variants have a choice for it
  const isSwitched = field.isNullable && field.kind !== 'variants';
  const isOff = isSwitched && (value === null || value === undefined);
  return (
    <fieldset className="min-w-0 rounded-8 border border-line px-3 pt-1 pb-3 sm:px-4">
      <legend className="-ml-1 px-1 text-13 font-medium">
        {field.title}
        {!field.isNeeded && <span className="ml-1.5 text-12 font-normal text-ink-3">Optional</span>}
      </legend>
      {field.description && <p className="mb-3 text-12 text-ink-3">{field.description}</p>}
      {error && field.kind !== 'variants' && <p className="mb-3 text-12 text-danger">{error}</p>}
      {isSwitched && (
        <div className="mb-3">
          <Checkbox
            label="Give a value"
            checked={!isOff}
            onChange={(isOn) =>
              onChange(isOn ? (field.kind === 'list' ? [] : fallbacksOf(field.fields)) : null)
            }
          />
        </div>
      )}
      {!isOff && <Inside {...props} />}
    </fieldset>
  );
}

function Inside(props: SchemaFieldProps & { error: string | undefined }): JSX.Element {
  const { field, value, onChange, path } = props;
  if (isMasked(value)) return <Hidden onReplace={() => onChange(undefined)} />;
  if (field.kind === 'list') return <Items {...props} />;
  if (field.kind === 'variants') {
    return (
      <Variants {...props}>
        {(chosen) =>
          chosen.kind === 'object' ? (
            <Members {...props} field={chosen} />
          ) : (
            <SchemaFieldView field={chosen} path={path} value={value} onChange={onChange} />
          )
        }
      </Variants>
    );
  }
  return <Members {...props} />;
}

function Members({ field, value, onChange, path }: SchemaFieldProps): JSX.Element {
  return (
    <SchemaFields
      fields={field.fields}
      values={isValues(value) ? value : {}}
      onChange={onChange}
      path={path}
    />
  );
}

function Items({ field, value, onChange, path }: SchemaFieldProps): JSX.Element {
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const { item } = field;
  if (!item) return <JsonInput value={value} onChange={onChange} />;
  return (
    <div className="flex flex-col gap-3">
      {items.map((one, index) => (
        // items have no other key than their place
        <div key={`${index}-${items.length}`} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SchemaFieldView
              field={{ ...item, title: `${field.title} ${index + 1}`, isNeeded: true }}
              path={`${path}.${index}`}
              value={one}
              onChange={(next) => onChange(items.map((before, at) => (at === index ? next : before)))}
            />
          </div>
          <IconButton
            icon="trash"
            label={`Remove ${field.title} ${index + 1}`}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          onClick={() => onChange([...items, item.kind === 'object' ? fallbacksOf(item.fields) : undefined])}
        >
          Add
        </Button>
      </div>
    </div>
  );
}

import { Fragment, type JSX, type ReactNode, useState } from 'react';
import { Segments } from '../../ui/segments.tsx';
import { type SchemaField, type SchemaFieldProps, variantOf } from './schema-field.ts';

const KIND_NAMES: Readonly<Partial<Record<SchemaField['kind'], string>>> = {
  text: 'Text',
  secret: 'Secret text',
  whole: 'Whole number',
  number: 'Number',
  switch: 'Yes or no',
  choice: 'One of a list',
  date: 'Date',
  moment: 'Date and time',
  texts: 'List',
  list: 'List',
  json: 'JSON',
};
const NONE = 'none';
const nameOf = (one: SchemaField): string =>
  one.title.startsWith('Variant ') || one.kind !== 'object'
    ? (KIND_NAMES[one.kind] ?? one.title)
    : one.title.replace(/([a-z])([A-Z])/g, '$1 $2');

interface VariantsProps extends SchemaFieldProps {
  readonly error: string | undefined;
  /** The control of the chosen kind. */
  readonly children: (chosen: SchemaField) => ReactNode;
}

/** A value that may be one of several kinds: the kind, and the control for it. */
export function Variants({ field, value, onChange, error, children }: VariantsProps): JSX.Element {
  const { variants, isNullable } = field;
  const [kind, setKind] = useState(() =>
    isNullable && (value === null || value === undefined) ? NONE : String(variantOf(variants, value)),
  );
  const chosen = variants[Number(kind)];
  const options = variants.map((one, index) => ({ value: String(index), label: nameOf(one) }));
  return (
    <div className="flex flex-col gap-3">
      <div className="overflow-x-auto">
        <Segments
          label={`${field.title}: kind`}
          options={isNullable ? [{ value: NONE, label: 'None' }, ...options] : options}
          value={kind}
          onChange={(next) => {
            setKind(next);
            onChange(next === NONE ? null : undefined);
          }}
        />
      </div>
      {error && (!chosen || chosen.kind === 'object') && <p className="text-12 text-danger">{error}</p>}
      {chosen && (
        <Fragment key={kind}>
          {children({
            ...chosen,
            title: nameOf(chosen),
            isNeeded: field.isNeeded || isNullable,
          })}
        </Fragment>
      )}
    </div>
  );
}

import { type JSX, useId, useState } from 'react';
import { Input, PasswordInput } from '../../ui/input.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Select } from '../../ui/select.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { BlockReference } from './block-reference.tsx';
import { Hidden } from './hidden-value.tsx';
import { isMasked, type SchemaFieldProps } from './schema-field.ts';

const asText = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** The control of one simple value; what does not parse goes to the server as it is, which names the error. */
export function Control(props: SchemaFieldProps): JSX.Element {
  const { field, value, onChange } = props;
  if (field.kind !== 'secret' && isMasked(value)) return <Hidden onReplace={() => onChange(undefined)} />;
  switch (field.kind) {
    case 'secret':
      return <SecretInput {...props} />;
    case 'reference':
      return <BlockReference type={field.blockType ?? ''} value={value} onChange={onChange} />;
    case 'choice':
    case 'switch':
      return <ChoiceInput {...props} />;
    case 'whole':
    case 'number':
      return (
        <Input
          inputMode={field.kind === 'whole' ? 'numeric' : 'decimal'}
          className="max-w-48"
          placeholder={asText(field.fallback)}
          value={asText(value)}
          onChange={({ target }) => onChange(numberOf(target.value))}
        />
      );
    case 'date':
      return (
        <Input
          type="date"
          className="max-w-48"
          value={asText(value)}
          onChange={({ target }) => onChange(target.value || undefined)}
        />
      );
    case 'moment':
      return <MomentInput {...props} />;
    case 'texts':
      return (
        <TokenInput
          free={field.choices.length === 0}
          options={field.choices.map((choice) => ({ value: asText(choice), label: asText(choice) }))}
          placeholder={field.choices.length > 0 ? 'Choose…' : 'Enter after each'}
          value={Array.isArray(value) ? value.map(asText) : []}
          onChange={onChange}
        />
      );
    case 'json':
      return (
        <JsonInput
          value={value ?? undefined}
          placeholder={asText(field.fallback) || '{}'}
          onChange={onChange}
        />
      );
    default:
      return <TextInput {...props} />;
  }
}

function TextInput({ field, value, onChange }: SchemaFieldProps): JSX.Element {
  const listId = useId();
  const isSuggesting = field.choices.length > 0;
  return (
    <>
      <Input
        autoComplete="off"
        list={isSuggesting ? listId : undefined}
        spellCheck={false}
        placeholder={asText(field.fallback)}
        value={asText(value)}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
      {isSuggesting && (
        <datalist id={listId}>
          {field.choices.map((choice) => (
            <option key={asText(choice)} value={asText(choice)} />
          ))}
        </datalist>
      )}
    </>
  );
}

const pad = (part: number): string => String(part).padStart(2, '0');
/** As the browser's control writes it: in the time zone of who looks. */
const localOf = (at: Date): string =>
  `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;

/** A moment in one's own time zone, sent as UTC; text that is none is shown as it is. */
function MomentInput(props: SchemaFieldProps): JSX.Element {
  const { value, onChange } = props;
  const at = typeof value === 'string' ? new Date(value) : undefined;
  if (at && Number.isNaN(at.getTime())) return <TextInput {...props} />;
  return (
    <Input
      type="datetime-local"
      step={1}
      className="max-w-60"
      value={at ? localOf(at) : ''}
      onChange={({ target }) => onChange(target.value ? new Date(target.value).toISOString() : undefined)}
    />
  );
}

function ChoiceInput({ field, value, onChange }: SchemaFieldProps): JSX.Element {
  const choices = field.kind === 'switch' ? [true, false] : field.choices;
  return (
    <Select
      value={asText(value)}
      placeholder={asText(field.fallback) || 'Choose…'}
      options={choices.map((choice) => ({ value: asText(choice), label: asText(choice) }))}
      onChange={(next) => onChange(choices.find((choice) => asText(choice) === next))}
    />
  );
}

/** A hidden secret stays until somebody types another one. */
function SecretInput({ value, onChange }: SchemaFieldProps): JSX.Element {
  const [kept] = useState(() => (isMasked(value) ? value : undefined));
  return (
    <PasswordInput
      autoComplete="new-password"
      spellCheck={false}
      placeholder={kept === undefined ? undefined : '•••••••• Kept as it is'}
      value={isMasked(value) ? '' : asText(value)}
      onChange={({ target }) => onChange(target.value === '' ? kept : target.value)}
    />
  );
}

/** A number where it is one; else the text, for the server to refuse by name. */
function numberOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text.trim() ? number : text;
}

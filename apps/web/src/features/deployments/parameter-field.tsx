import { type JSX, useState } from 'react';
import { Checkbox, Switch } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import type { Parameter } from './parameter-schema.ts';

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

const asText = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** The control that suits a parameter's type; what does not parse goes to the server as it is, which names the error. */
export function ParameterField(props: ParameterFieldProps): JSX.Element {
  const { parameter, value, error, onChange } = props;
  const { title, description, isNeeded, isNullable, kind } = parameter;
  if (kind === 'switch' && !isNullable) {
    return (
      <div className="rounded-6 border border-line px-3 py-2.5">
        <Switch label={title} hint={error ?? description} checked={value === true} onChange={onChange} />
      </div>
    );
  }
  return (
    <Field
      label={title}
      hint={description}
      error={error}
      required={isNeeded}
      optional={!isNeeded && parameter.fallback === undefined}
      aside={
        isNullable && (
          <Checkbox
            label="None"
            checked={value === null}
            onChange={(isNone) => onChange(isNone ? null : undefined)}
          />
        )
      }
    >
      <Control {...props} />
    </Field>
  );
}

function Control({ parameter, value, onChange }: ParameterFieldProps): JSX.Element {
  const isNone = value === null && parameter.isNullable;
  switch (parameter.kind) {
    case 'choice':
      return (
        <Select
          disabled={isNone}
          value={asText(value)}
          options={parameter.choices.map((choice) => ({ value: asText(choice), label: asText(choice) }))}
          onChange={(next) => onChange(parameter.choices.find((choice) => asText(choice) === next))}
        />
      );
    case 'whole':
    case 'number':
      return (
        <Input
          inputMode={parameter.kind === 'whole' ? 'numeric' : 'decimal'}
          disabled={isNone}
          value={asText(value)}
          onChange={({ target }) => onChange(numberOf(target.value))}
        />
      );
    case 'date':
      return (
        <Input
          type="date"
          disabled={isNone}
          value={asText(value)}
          onChange={({ target }) => onChange(target.value || undefined)}
        />
      );
    case 'switch':
      return (
        <Select
          disabled={isNone}
          value={asText(value)}
          options={['true', 'false'].map((one) => ({ value: one, label: one }))}
          onChange={(next) => onChange(next === 'true')}
        />
      );
    case 'json':
      return <JsonInput value={value} isNone={isNone} onChange={onChange} />;
    default:
      return (
        <Input disabled={isNone} value={asText(value)} onChange={({ target }) => onChange(target.value)} />
      );
  }
}

/** A number where it is one; else the text, for the server to refuse by name. */
function numberOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text.trim() ? number : text;
}

function JsonInput(props: {
  value: unknown;
  isNone: boolean;
  onChange: (value: unknown) => void;
}): JSX.Element {
  const { value, isNone, onChange } = props;
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const lines = Math.min(10, Math.max(2, text.split('\n').length));
  return (
    <TextArea
      mono
      rows={lines}
      spellCheck={false}
      disabled={isNone}
      value={isNone ? '' : text}
      onChange={({ target }) => {
        setText(target.value);
        onChange(parsed(target.value));
      }}
    />
  );
}

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

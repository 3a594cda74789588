import { type JSX, useState } from 'react';
import { TextArea } from './input.tsx';
import { NotJson } from './not-json.ts';

const LINES_MIN = 3;
const LINES_MAX = 24;

const read = (text: string): unknown => {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new NotJson(text);
  }
};

/** A value as JSON text; while it is no JSON, `onChange` gets a NotJson. */
export function JsonInput(props: {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly disabled?: boolean;
  readonly placeholder?: string;
  readonly lines?: number;
  readonly label?: string;
}): JSX.Element {
  const { value, onChange, disabled = false, placeholder, lines = LINES_MIN, label } = props;
  const [text, setText] = useState(() =>
    value === undefined ? '' : value instanceof NotJson ? value.text : JSON.stringify(value, null, 2),
  );
  return (
    <TextArea
      mono
      aria-label={label}
      rows={Math.min(LINES_MAX, Math.max(lines, text.split('\n').length))}
      spellCheck={false}
      disabled={disabled}
      placeholder={placeholder}
      value={text}
      className="sm:text-12"
      onChange={({ target }) => {
        setText(target.value);
        onChange(read(target.value));
      }}
    />
  );
}

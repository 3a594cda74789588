import { isObject } from './nested.ts';

const CONTROLS: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\n\r\t]/g, (control) => CONTROLS[control] ?? control);
  return `${quote}${quote === "'" ? inner.replaceAll("'", "\\'") : inner}${quote}`;
};

const inContainer = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : valueText(value);

/** A value inside a text, written as the Python worker writes it: `True`, `None`, `{'a': 1}`. */
export const valueText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(inContainer).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${quoted(key)}: ${inContainer(member)}`)
      .join(', ')}}`;
  return String(value);
};

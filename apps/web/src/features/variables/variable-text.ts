/** A value as it is written into a form; texts stand without quotes where that is not mistaken for JSON. */
export function textOfValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  return valueOfText(value) === value ? value : JSON.stringify(value);
}

/** JSON where it is JSON, else the text itself. */
export function valueOfText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A JSON value as Python prints it (`'text'`, `True`, `None`, `[1, 'a']`), cut to `lengthMax` characters:
 * reasons for refusals quote values in this form.
 */
export function pythonRepr(value: unknown, lengthMax = 500): string {
  const text = repr(value);
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`.toWellFormed();
}

function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quoted(key)}: ${repr(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}

/*
 * Small edits of a TOML file that keep everything else as it was written: comments, order, blank lines. Only the form
 * that profiles have is edited: `[table]` headers and `KEY = value` lines.
 */

const BARE = /^[A-Za-z0-9_-]+$/;
const quoteKey = (name: string): string => (BARE.test(name) ? name : JSON.stringify(name));
/** JSON's string escapes are also TOML's. */
const quoteValue = (value: string): string => JSON.stringify(value);

/** Header of a profile's table. */
const headerOf = (profile: string): string => `[profiles.${quoteKey(profile)}]`;
const HEADER = /^\s*\[/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const normalised = (line: string): string => line.replace(/\s*(#.*)?$/, '').trim();

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const textOf = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);

/** Index of the table's header and of the line after its last one; undefined when there is none. */
const tableAt = (lines: readonly string[], header: string): readonly [number, number] | undefined => {
  const quoted = header.replace(/^\[profiles\.([A-Za-z0-9_-]+)\]$/, '[profiles."$1"]');
  const start = lines.findIndex((line) => [header, quoted].includes(normalised(line)));
  if (start === -1) return undefined;
  const next = lines.findIndex((line, index) => index > start && HEADER.test(line));
  return [start, next === -1 ? lines.length : next];
};

const keyLine = (key: string): RegExp => new RegExp(`^\\s*(?:${escaped(key)}|"${escaped(key)}")\\s*=`);
/** A comment behind a value stays where it is. */
const replaced = (line: string, key: string, value: string): string => {
  const comment = /=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^#"']*?)(\s+#.*)$/.exec(line)?.[1] ?? '';
  return `${quoteKey(key)} = ${quoteValue(value)}${comment}`;
};

/** Sets a key before the first table. */
export const setTopKey = (text: string, key: string, value: string): string => {
  const lines = linesOf(text);
  const end = lines.findIndex((line) => HEADER.test(line));
  const within = end === -1 ? lines.length : end;
  const at = lines.findIndex((line, index) => index < within && keyLine(key).test(line));
  if (at !== -1) lines[at] = replaced(lines[at]!, key, value);
  else lines.splice(0, 0, `${quoteKey(key)} = ${quoteValue(value)}`, ...(lines.length > 0 ? [''] : []));
  return textOf(lines);
};

/** Adds an empty profile at the end. */
export const addTable = (text: string, profile: string): string => {
  const lines = linesOf(text);
  return textOf([...lines, ...(lines.length > 0 ? [''] : []), headerOf(profile)]);
};

/** Sets a key of a profile, which is added when it is missing. */
export const setKey = (text: string, profile: string, key: string, value: string): string => {
  const present = tableAt(linesOf(text), headerOf(profile));
  if (!present) return setKey(addTable(text, profile), profile, key, value);
  const lines = linesOf(text);
  const [start, end] = present;
  const at = lines.findIndex((line, index) => index > start && index < end && keyLine(key).test(line));
  if (at !== -1) lines[at] = replaced(lines[at]!, key, value);
  else {
    // after the last line that says something, before the blank lines and comments of the next table
    let last = end - 1;
    while (last > start && normalised(lines[last]!) === '') last--;
    lines.splice(last + 1, 0, `${quoteKey(key)} = ${quoteValue(value)}`);
  }
  return textOf(lines);
};

/** Removes a key of a profile. */
export const unsetKey = (text: string, profile: string, key: string): string => {
  const lines = linesOf(text);
  const [start, end] = tableAt(lines, headerOf(profile)) ?? [0, 0];
  return textOf(lines.filter((line, index) => !(index > start && index < end && keyLine(key).test(line))));
};

/** Removes a profile with what is in it; the comments above it stay. */
export const removeTable = (text: string, profile: string): string => {
  const lines = linesOf(text);
  const present = tableAt(lines, headerOf(profile));
  if (!present) return text;
  const [start, end] = present;
  // comments directly above the next table belong to that one
  let last = end;
  while (last > start + 1 && end < lines.length && /^\s*#/.test(lines[last - 1]!)) last--;
  lines.splice(start, last - start);
  return textOf(lines);
};

/** Gives a profile another name. */
export const renameTable = (text: string, profile: string, name: string): string => {
  const lines = linesOf(text);
  const present = tableAt(lines, headerOf(profile));
  if (!present) return text;
  const comment = /\](\s*#.*)$/.exec(lines[present[0]]!)?.[1] ?? '';
  lines[present[0]] = `${headerOf(name)}${comment}`;
  return textOf(lines);
};

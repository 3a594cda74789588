import { type JsonText, jsonText } from '@orch/kernel';

/**
 * Two JSON objects as one, members of `over` replacing those of `base`; the values' texts stay as they are
 * (numbers keep their digits). Both must be valid JSON objects.
 */
export function mergeJsonObjects(base: string, over: string): JsonText {
  const replacing = membersOf(over);
  if (replacing.size === 0) return jsonText(base);
  const members = membersOf(base);
  if (members.size === 0) return jsonText(over);
  for (const [key, text] of replacing) members.set(key, text);
  return jsonText(`{${[...members].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`);
}

/** The members of a JSON object, each value as its text; of a repeated key the last one counts. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = text.indexOf('{') + 1;
  for (;;) {
    at = skipSpace(text, at);
    if (text[at] !== '"') return members;
    const keyEnd = stringEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string; // a JSON string
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    members.set(key, text.slice(start, end).trimEnd());
    at = skipSpace(text, end);
    if (text[at] !== ',') return members;
    at += 1;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

/** Just after the closing quote of the string that begins at `from`. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; ; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
}

/** Just after the value that begins at `from`: at the next comma or closing bracket of the enclosing object. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const c = text[at];
    if (c === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (depth === 0 && (c === ',' || c === '}')) return at;
    if (c === '{' || c === '[') depth += 1;
    else if (c === '}' || c === ']') depth -= 1;
    at += 1;
  }
  return at;
}

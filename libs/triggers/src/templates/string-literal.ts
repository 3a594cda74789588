const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const WIDTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const HOLES: Readonly<Record<string, string>> = { x: '\\xXX', u: '\\uXXXX', U: '\\UXXXXXXXX' };
const ESCAPE = /\\(?:([xuU])([\da-fA-F]*)|(N)|([0-7]{1,3})|([\s\S]))/g;

/**
 * The value of a string literal, given what stands between its quotes. Unknown escapes stay as they are.
 * @returns the reason as an object when an escape is broken
 */
export function unescapeString(body: string): string | { readonly problem: string } {
  let problem: string | undefined;
  const text = body.replaceAll(/\r\n?/g, '\n').replace(ESCAPE, (whole, kind, digits, named, octal, char) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(String(octal), 8));
    // The table of all character names would be larger than the whole server.
    if (named !== undefined) problem ??= 'unknown Unicode character name';
    if (kind === undefined) return SIMPLE[String(char)] ?? whole;
    const width = WIDTHS[String(kind)]!;
    const code = Number.parseInt(String(digits).slice(0, width), 16);
    if (String(digits).length < width) problem ??= `truncated ${HOLES[String(kind)]!} escape`;
    else if (code > 0x10ffff) problem ??= 'illegal Unicode character';
    else return String.fromCodePoint(code) + String(digits).slice(width);
    return '';
  });
  return problem === undefined ? text : { problem };
}

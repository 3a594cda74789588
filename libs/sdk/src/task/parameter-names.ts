const HEAD = /^(?:async\s+)?(?:function\b[^(]*)?\(?/;

/**
 * Names of a function's parameters, read from its text; `arg0`, `arg1`, … where there is no plain name. Only shown in the
 * graph: what a minifier makes of them breaks nothing.
 */
export const parameterNames = (fn: (...args: never[]) => unknown, count: number): string[] => {
  const text = fn.toString();
  const names = Array.from({ length: count }, (_, index) => `arg${index}`);
  const simple = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(text)?.[1];
  if (simple) return names.map((name, index) => (index === 0 ? simple : name));
  const open = text.indexOf('(');
  if (open === -1 || !HEAD.test(text)) return names;
  const parts: string[] = [''];
  let depth = 0;
  for (let at = open + 1; at < text.length && depth >= 0; at++) {
    const char = text[at]!;
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth--;
    if (char === ',' && depth === 0) parts.push('');
    else if (depth >= 0) parts[parts.length - 1] += char;
  }
  return names.map((name, index) => /^\s*([A-Za-z_$][\w$]*)/.exec(parts[index] ?? '')?.[1] ?? name);
};

/** What a placeholder asks for: a value that was given, a part of a block, a variable, or the environment. */
export type PlaceholderKind = 'standard' | 'block' | 'variable' | 'environment';

/** `{{ name }}` as it stands in a text. */
export interface Placeholder {
  /** With its braces and blanks. */
  readonly text: string;
  readonly name: string;
  readonly kind: PlaceholderKind;
}

const PATTERN = /\{\{\s*([\p{L}\p{N}_.\-[\]$]+)\s*\}\}/gu;
const BLOCK_PREFIX = 'prefect.blocks.';
const VARIABLE_PREFIX = 'prefect.variables.';

const kindOf = (name: string): PlaceholderKind => {
  if (name.startsWith(BLOCK_PREFIX)) return 'block';
  if (name.startsWith(VARIABLE_PREFIX)) return 'variable';
  return name.startsWith('$') ? 'environment' : 'standard';
};

/** The placeholders of a text, each once. Upstream: utilities/templating, find_placeholders (3.8.8). */
export const placeholdersIn = (text: string): readonly Placeholder[] => {
  const found = new Map<string, Placeholder>();
  for (const [whole, name = ''] of text.matchAll(PATTERN))
    found.set(whole, { text: whole, name, kind: kindOf(name) });
  return [...found.values()];
};

/** The name without the prefix of its kind. */
export const bareName = ({ name, kind }: Placeholder): string => {
  if (kind === 'block') return name.slice(BLOCK_PREFIX.length);
  if (kind === 'variable') return name.slice(VARIABLE_PREFIX.length);
  return kind === 'environment' ? name.replace(/^\$+/, '') : name;
};

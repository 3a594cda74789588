import type { JsonObject } from '@orch/client';
import { isObject, NOT_SET, valueAt } from './nested.ts';
import { bareName, type Placeholder, type PlaceholderKind, placeholdersIn } from './placeholders.ts';
import { valueText } from './value-text.ts';

/** Where blocks and variables are looked up. */
export interface ReferenceSource {
  /** The data of a block, secrets in clear. @throws Error when there is none */
  readonly blockByName: (typeSlug: string, name: string) => Promise<JsonObject>;
  readonly blockById: (id: string) => Promise<JsonObject>;
  /** `undefined`: there is no such variable. */
  readonly variable: (name: string) => Promise<unknown>;
}

const blockValue = async (placeholder: Placeholder, source: ReferenceSource): Promise<unknown> => {
  const [typeSlug, name, ...path] = bareName(placeholder).split('.');
  if (!typeSlug || !name)
    throw new Error(
      `"${placeholder.name}" names no block: prefect.blocks.<type>.<name> or prefect.blocks.<type>.<name>.<member>`,
    );
  let value: unknown = await source.blockByName(typeSlug, name);
  const key = path.join('.');
  // blocks that only hold a value stand for it
  const isValueOnly = isObject(value) && Object.keys(value).length === 1 && Object.hasOwn(value, 'value');
  if (isValueOnly && !/^value(?:$|[.[])/.test(key)) value = valueAt(value, 'value');
  if (key === '') return value;
  const part = valueAt(value, key);
  if (part === NOT_SET) throw new Error(`block ${typeSlug}/${name} has no "${key}"`);
  return part;
};

const variableValue = async (placeholder: Placeholder, source: ReferenceSource): Promise<unknown> =>
  (await source.variable(bareName(placeholder))) ?? '';

const READERS = { block: blockValue, variable: variableValue } as const;

const inText = async (
  text: string,
  kind: keyof typeof READERS,
  source: ReferenceSource,
): Promise<unknown> => {
  const all = placeholdersIn(text);
  const wanted = all.filter((placeholder) => placeholder.kind === (kind satisfies PlaceholderKind));
  const [first] = wanted;
  if (!first) return text;
  const read = READERS[kind];
  if (all.length === 1 && first.text === text) return read(first, source);
  let result = text;
  for (const placeholder of wanted) {
    const value = await read(placeholder, source);
    if (kind === 'block' && typeof value === 'object' && value !== null)
      throw new Error(`"${placeholder.name}" is not a plain value: within a text, name one of its members`);
    result = result.replaceAll(placeholder.text, () => valueText(value));
  }
  return result;
};

const resolved = async (
  template: unknown,
  kind: keyof typeof READERS,
  source: ReferenceSource,
): Promise<unknown> => {
  if (typeof template === 'string') return inText(template, kind, source);
  if (Array.isArray(template)) return Promise.all(template.map((item) => resolved(item, kind, source)));
  if (!isObject(template)) return template;
  const reference = template['$ref'];
  const blockId = kind === 'block' && isObject(reference) ? reference['block_document_id'] : undefined;
  if (typeof blockId === 'string' && blockId !== '') return source.blockById(blockId);
  const members = Object.entries(template).map(
    async ([key, member]) => [key, await resolved(member, kind, source)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
};

/**
 * Fills in blocks, then variables; a variable that is not there leaves nothing behind.
 * Upstream: utilities/templating, resolve_block_document_references and resolve_variables (3.8.8).
 * @throws Error for a block, or a part of one, that is not there
 */
export const resolveReferences = async (template: unknown, source: ReferenceSource): Promise<unknown> =>
  resolved(await resolved(template, 'block', source), 'variable', source);

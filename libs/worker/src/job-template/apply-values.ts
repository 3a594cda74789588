import type { JsonObject } from '@orch/client';
import { isObject, NOT_SET, valueAt } from './nested.ts';
import { bareName, placeholdersIn } from './placeholders.ts';
import { valueText } from './value-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const inText = (text: string, values: JsonObject, env: Environment): unknown => {
  const placeholders = placeholdersIn(text);
  const [first] = placeholders;
  if (placeholders.length === 1 && first?.kind === 'standard' && first.text === text)
    return valueAt(values, first.name);
  let result = text;
  for (const placeholder of placeholders) {
    const { kind, name } = placeholder;
    if (kind === 'block' || kind === 'variable') continue; // filled in later
    const value = kind === 'standard' ? valueAt(values, name) : (env[bareName(placeholder)] ?? NOT_SET);
    result = result.replaceAll(placeholder.text, () => (value === NOT_SET ? '' : valueText(value)));
  }
  return result;
};

const applied = (template: unknown, values: JsonObject, env: Environment): unknown => {
  if (typeof template === 'string') return inText(template, values, env);
  if (Array.isArray(template))
    return template.map((item) => applied(item, values, env)).filter((item) => item !== NOT_SET);
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template)
      .map(([key, member]) => [key, applied(member, values, env)] as const)
      .filter(([, member]) => member !== NOT_SET),
  );
};

/**
 * Fills in the placeholders of a template. A text that is one placeholder becomes its value, whatever that is; within a
 * text the value is written out. Members and items without a value disappear; placeholders of blocks and variables stay.
 * Upstream: utilities/templating, apply_values (3.8.8).
 */
export const applyValues = (template: unknown, values: JsonObject, env: Environment): unknown => {
  const result = applied(template, values, env);
  return result === NOT_SET ? undefined : result;
};

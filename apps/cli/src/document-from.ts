import { readFileSync } from 'node:fs';
import { usage } from './failure.ts';
import type { CommandContext } from './context.ts';

/**
 * What a file holds, JSON or YAML; "-" is standard input.
 * @throws Failure naming the file
 */
export const documentFrom = async (context: CommandContext, file: string): Promise<unknown> => {
  const { parse } = await import('./yaml.ts');
  try {
    return parse(file === '-' ? await context.terminal.readInput() : readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw usage(`${file} cannot be read as JSON or YAML: ${reason}`);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same, where one object is wanted. */
export const objectFrom = async (
  context: CommandContext,
  file: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const value = await documentFrom(context, file);
  if (!isObject(value)) throw usage(`${file} does not hold one object`);
  return value;
};

/** The same, where one or more are: an object, a list of them, or a list under `member`. */
export const objectsFrom = async (
  context: CommandContext,
  file: string,
  member: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const value = await documentFrom(context, file);
  const found = isObject(value) && Array.isArray(value[member]) ? value[member] : value;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  if (list.length === 0 || !list.every(isObject)) throw usage(`${file} holds no ${member}`);
  return list;
};

import { OrchError } from '@orch/kernel';
import type { z } from 'zod';

/** What is wrong with one argument, by its name in the schema. */
export interface WrongArgument {
  readonly argument: string;
  readonly message: string;
}

const NAMED_MAX = 20;

/** Arguments that break a rule; the answer names each of them under `extensions.arguments`. */
export class WrongArguments extends OrchError {
  constructor(readonly wrong: readonly WrongArgument[]) {
    const [first] = wrong;
    super('request.rejected', {}, { text: `${first?.argument ?? ''}: ${first?.message ?? ''}` });
  }
}

/**
 * A body by the same rules as the route that does the same.
 * @throws WrongArguments
 */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new WrongArguments(
    result.error.issues.slice(0, NAMED_MAX).map(({ path, message }) => ({
      argument: path.map((part) => camelCase(String(part))).join('.'),
      message,
    })),
  );
}

/**
 * Arguments as the body of the route that does the same. What was not given is absent; null is a value.
 * @throws WrongArguments
 */
export const bodyOf = <S extends z.ZodType>(
  schema: S,
  args: Readonly<Record<string, unknown>>,
): z.output<S> =>
  checked(schema, Object.fromEntries(Object.entries(args).map(([name, value]) => [snakeCase(name), value])));

/** Without what is null: where nothing can be taken away, null says no more than leaving it out. */
export const given = (args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

import { raw } from 'jq-wasm';
import { Failure, usage } from '../failure.ts';

/** What jq says of an expression, without where our input came from. */
const problemOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^Failed to execute raw query: /, '')
    .replace(/^jq: error( \(at [^)]*\))?:? /, '')
    .replace(/\s*jq: \d+ compile errors?\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * What a jq expression makes of a value: a result a line, text as it is, anything else as JSON.
 * @throws Failure when the expression is none, or does not fit the value
 */
export const runJq = async (value: unknown, expression: string): Promise<string> => {
  try {
    const text = await raw(JSON.stringify(value ?? null), expression, ['-r', '-c']);
    return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  } catch (error) {
    const isExpression = error instanceof Error && /compile error/.test(error.message);
    const said = `--jq: ${problemOf(error)}`;
    throw isExpression ? usage(said) : new Failure(said);
  }
};

import { raw } from 'jq-wasm/inline';
import { Failure, usage } from '../failure.ts';

/** What jq ends with when the expression is none. */
const NO_EXPRESSION = 3;

/** What jq says of an expression, without where our input came from. */
const problemOf = (said: string): string =>
  said
    .replace(/^jq: error( \(at [^)]*\))?:? ?/, '')
    .replace(/\s*jq: \d+ compile errors?\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * What a jq expression makes of a value: a result a line, text as it is, anything else as JSON.
 * @throws Failure when the expression is none, or does not fit the value
 */
export const runJq = async (value: unknown, expression: string): Promise<string> => {
  const { stdout, stderr, exitCode } = await raw(JSON.stringify(value ?? null), expression, ['-r', '-c']);
  if (exitCode === NO_EXPRESSION) throw usage(`--jq: ${problemOf(stderr)}`);
  if (exitCode !== 0) throw new Failure(`--jq: ${problemOf(stderr) || `jq ended with ${exitCode}`}`);
  return stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`;
};

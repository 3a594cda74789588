import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Of 0 to 4; below it, some millions of guesses are enough. */
const SCORE_MIN = 2;
/** What is judged of a long password: the cost of judging grows with the square of the length. */
const JUDGED_CHARACTERS_MAX = 64;

// Thirty megabytes of words that most processes need seldom: loaded with the first password.
let estimator: Promise<ZxcvbnFactory> | undefined;

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Estimator({ dictionary, graphs: adjacencyGraphs });
}

const strength = async (password: string, inputs: readonly string[]): Promise<number> => {
  const loaded = await (estimator ??= loadEstimator());
  return loaded.check(password.slice(0, JUDGED_CHARACTERS_MAX), [...inputs]).score;
};

/**
 * Refuses passwords that are guessed first: short ones, those of lists of stolen passwords, patterns of the keyboard,
 * and the person's own names.
 * @param about what others know of the person: address, names.
 * @throws OrchError `password.rejected`
 */
export async function requireGoodPassword(
  password: string,
  about: readonly (string | undefined)[] = [],
): Promise<void> {
  const characters = [...password].length;
  const refuse = (text: string): never => {
    throw new OrchError('password.rejected', {}, { text });
  };
  if (characters < PASSWORD_CHARACTERS_MIN)
    refuse(`The password must have at least ${PASSWORD_CHARACTERS_MIN} characters.`);
  if (characters > PASSWORD_CHARACTERS_MAX)
    refuse(`The password must have at most ${PASSWORD_CHARACTERS_MAX} characters.`);
  const inputs = about
    .flatMap((text) => (text ? [text, ...text.split(/[^\p{L}\p{N}]+/u)] : []))
    .filter((t) => t.length > 2);
  if ((await strength(password, [...inputs, 'orch', 'prefect'])) < SCORE_MIN)
    refuse('The password is too easy to guess. Take several words, or let a password manager make one.');
}

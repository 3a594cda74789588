import type { CommandContext } from '../../context.ts';
import { Failure } from '../../failure.ts';

/** The key within the answer that made it. */
const keyIn = (answer: object): string => {
  const holder = 'api_key' in answer ? answer.api_key : answer;
  const key = typeof holder === 'object' && holder !== null && 'key' in holder ? holder.key : undefined;
  if (typeof key !== 'string') throw new Failure('the server gave no key');
  return key;
};

/** Prints a new key alone on stdout, so that it can be piped; nobody sees it a second time. */
export const showKeyOnce = async (
  { print }: CommandContext,
  answer: object,
  sentence: string,
): Promise<void> => {
  if (!print.isTable && print.format !== 'name') return print.item(answer, { fields: [], name: '' });
  print.note(sentence, 'green');
  print.note('This is the only time the key is shown.', 'yellow');
  print.raw(`${keyIn(answer)}\n`);
};

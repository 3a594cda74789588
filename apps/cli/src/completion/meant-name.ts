import { ApiError } from '@orch/client';
import { longFlag, memberOf } from '../command.ts';
import { Failure } from '../failure.ts';
import { nearNames } from '../output/near.ts';
import { oneLine } from '../output/style.ts';
import type { Call } from '../program.ts';
import { type Ask, listOfArgument, listOfOption, type ListWords, namesOf } from './lists.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof ApiError
    ? error.status === 404
    : error instanceof Failure && error.hint === undefined && error.message.startsWith('there is no ');

/** What was named on the command line, each with the list that it should be in. */
const namedThings = (noun: string, { command, given }: Call): (readonly [string, ListWords])[] => {
  const takes = command.takes ?? [];
  const asArguments = given.args.map(
    (word, at) => [word, listOfArgument(noun, (takes[at] ?? takes.at(-1))?.[0] ?? '')] as const,
  );
  const asOptions = (command.options ?? []).map(([flags]) => {
    const flag = longFlag(flags);
    return [given.text(memberOf(flag.slice(2))) ?? '', listOfOption(noun, flag)] as const;
  });
  return [...asArguments, ...asOptions].filter(
    (one): one is readonly [string, ListWords] => one[0] !== '' && one[1] !== undefined,
  );
};

/** After "there is no such thing": the name that was probably meant, or where to see those there are. */
export const meantName = async (
  error: unknown,
  noun: string | undefined,
  call: Call | undefined,
  ask: Ask,
): Promise<string | undefined> => {
  if (noun === undefined || call === undefined || !isAbsent(error)) return undefined;
  const profile = call.global['profile'];
  const more = typeof profile === 'string' ? ['--profile', profile] : [];
  for (const [wanted, list] of namedThings(noun, call)) {
    const names = await namesOf(list, (words) => ask([...words, ...more])).catch((): readonly string[] => []);
    if (names.includes(wanted)) continue;
    const near = nearNames(wanted, names);
    if (near.length > 0) return `Did you mean ${near.map((name) => `"${oneLine(name)}"`).join(' or ')}?`;
    return `See: orch ${list
      .slice(
        0,
        list.findIndex((word) => word.startsWith('-')),
      )
      .join(' ')}`;
  }
  return undefined;
};

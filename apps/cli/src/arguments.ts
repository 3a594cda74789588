import { OTHER_NOUNS, OTHER_WORDS } from './nouns.ts';

const HELP = new Set(['-h', '--help']);
const WITH_VALUE = new Set(['-o', '--output', '--profile']);

/** Where the first word that is no option stands; -1 when there is none. */
const firstWordAt = (args: readonly string[]): number => {
  for (let at = 0; at < args.length; at++) {
    if (WITH_VALUE.has(args[at]!)) at++;
    else if (!args[at]!.startsWith('-')) return at;
  }
  return -1;
};

/** The noun that is called; undefined for `orch` alone. */
export const nounOf = (args: readonly string[]): string | undefined => args[firstWordAt(args)];

/**
 * Words that mean a command of another name: `orch login` is `orch cloud login`.
 * @returns the arguments, and what was meant when it was not said so
 */
export const meant = (args: readonly string[]): { args: readonly string[]; instead: string | null } => {
  const at = firstWordAt(args);
  if (at === -1) return { args, instead: null };
  for (const words of [args.slice(at, at + 2).join(' '), args[at]!]) {
    const instead = Object.hasOwn(OTHER_WORDS, words) ? OTHER_WORDS[words]! : undefined;
    if (instead === undefined) continue;
    const rest = args.slice(at + words.split(' ').length);
    return { args: [...args.slice(0, at), ...instead.split(' '), ...rest], instead };
  }
  const word = args[at]!;
  if (!Object.hasOwn(OTHER_NOUNS, word)) return { args, instead: null };
  const rest = args.slice(at + 1);
  const isAlone = rest.every((one) => one.startsWith('-')) && !rest.some((one) => HELP.has(one));
  const instead = `${OTHER_NOUNS[word]!}${isAlone ? ' ls' : ''}`;
  return { args: [...args.slice(0, at), ...instead.split(' '), ...rest], instead };
};

import { nounOf } from '../arguments.ts';
import { type Command, type Noun, longFlag } from '../command.ts';
import { NOUNS } from '../nouns.ts';
import { OUTPUT_FORMATS } from '../output/printer.ts';
import { GLOBAL_OPTIONS, SELECT_OPTIONS } from '../program.ts';
import { type Ask, listOfArgument, listOfOption, namesOf } from './lists.ts';
import { COMPLETION_SCRIPTS } from './scripts.ts';

const STATES = 'scheduled pending running paused cancelling completed failed crashed cancelled late'.split(
  ' ',
);
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--output': OUTPUT_FORMATS,
  '--state': STATES,
};
const globalFlags = GLOBAL_OPTIONS.map(({ flags }) => longFlag(flags));

/** The next words of commands that begin with `said`. */
const nextWords = (noun: Noun, said: readonly string[]): string[] => {
  const words = noun.commands
    .map(({ name }) => name.split(' '))
    .filter((name) => said.every((word, at) => name[at] === word))
    .map((name) => name[said.length])
    .filter((word): word is string => word !== undefined && word !== '');
  return [...new Set(words)];
};

const wordsOf = ({ name }: Command): readonly string[] => (name === '' ? [] : name.split(' '));
const commandOf = (noun: Noun, said: readonly string[]): Command | undefined =>
  noun.commands.find((command) => {
    const words = wordsOf(command);
    return words.every((word, at) => said[at] === word) && (words.length > 0 || noun.commands.length === 1);
  });

/** The long form of an option that the next word is the value of. */
const valueFlag = (word: string | undefined, noun: Noun | undefined): string | undefined => {
  if (!word?.startsWith('-')) return undefined;
  const all = [
    ...(noun?.commands ?? []).flatMap(({ options = [] }) => options.map(([flags]) => flags)),
    ...GLOBAL_OPTIONS.map(({ flags }) => flags),
    ...SELECT_OPTIONS.map(([flags]) => flags),
  ];
  const flags = all.find((one) => one.includes('<') && one.split(/[ ,]+/).includes(word));
  return flags === undefined ? undefined : longFlag(flags);
};

/** Words that are neither options nor their values. */
const plainWords = (words: readonly string[], noun: Noun): string[] =>
  words.filter((word, at) => !word.startsWith('-') && valueFlag(words[at - 1], noun) === undefined);

const profileIn = (words: readonly string[]): readonly string[] => {
  const at = words.indexOf('--profile');
  return at === -1 || words[at + 1] === undefined ? [] : ['--profile', words[at + 1]!];
};

/** What may stand where an argument of a command does. */
const argumentsOf = async (
  noun: Noun,
  command: Command | undefined,
  said: readonly string[],
  ask: Ask,
): Promise<readonly string[]> => {
  const takes = command?.takes ?? [];
  const at = said.length - (command ? wordsOf(command).length : 0);
  const [argument = ''] = takes[at] ?? takes.findLast(([one]) => one.includes('...')) ?? [];
  if (noun.name === 'completion') return at === 0 ? Object.keys(COMPLETION_SCRIPTS) : [];
  const list = listOfArgument(noun.name, argument);
  return list ? (await namesOf(list, ask)).filter((name) => !said.includes(name)) : [];
};

/**
 * What may come next. `words` are those after `orch`; the last one is being written and may be empty.
 * @param ask lists what the server has, where names of things may stand
 */
export const complete = async (words: readonly string[], ask: Ask): Promise<readonly string[]> => {
  const present = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const fitting = (all: readonly string[], begin = present): string[] =>
    all.filter((word) => word.startsWith(begin));
  const asked: Ask = (list) => ask([...list, ...profileIn(before)]);
  const entry = NOUNS.find(({ name }) => name === nounOf(before));
  const noun = await entry?.load();
  const valuesOf = async (flag: string): Promise<readonly string[]> => {
    const list = listOfOption(noun?.name ?? '', flag);
    return VALUES[flag] ?? (list ? namesOf(list, flag === '--profile' ? ask : asked) : []);
  };
  const flag = valueFlag(before.at(-1), noun);
  if (flag !== undefined) return fitting(await valuesOf(flag));
  const [, glued, begun = ''] = /^(-[\w-]+)=(.*)$/.exec(present) ?? [];
  const gluedFlag = valueFlag(glued, noun);
  if (gluedFlag !== undefined)
    return fitting(await valuesOf(gluedFlag), begun).map((value) => `${glued}=${value}`);
  if (!noun || !entry) return fitting(present.startsWith('-') ? globalFlags : NOUNS.map(({ name }) => name));
  const said = plainWords(before.slice(before.indexOf(entry.name) + 1), noun);
  const command = commandOf(noun, said);
  if (!present.startsWith('-')) {
    const next = nextWords(noun, said);
    return fitting(next.length > 0 ? next : await argumentsOf(noun, command, said, asked));
  }
  const own = (command?.options ?? []).map(([flags]) => longFlag(flags));
  const select = SELECT_OPTIONS.map(([flags]) => longFlag(flags));
  return fitting([...new Set([...own, ...select, ...globalFlags, '--help'])]);
};

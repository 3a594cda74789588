import { nounOf } from '../arguments.ts';
import type { Command, Noun } from '../command.ts';
import { NOUNS } from '../nouns.ts';
import { OUTPUT_FORMATS } from '../output/printer.ts';
import { GLOBAL_OPTIONS, SELECT_OPTIONS } from '../program.ts';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  '-o': OUTPUT_FORMATS,
  '--output': OUTPUT_FORMATS,
};
const longFlag = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;
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

const commandOf = (noun: Noun, said: readonly string[]): Command | undefined =>
  noun.commands.find(({ name }) => {
    const words = name === '' ? [] : name.split(' ');
    return words.every((word, at) => said[at] === word) && (name !== '' || noun.commands.length === 1);
  });

/**
 * What may come next. `words` are those after `orch`; the last one is being written and may be empty.
 * Asks no server: completion has to be there at once.
 */
export const complete = async (words: readonly string[]): Promise<readonly string[]> => {
  const present = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const fitting = (all: readonly string[]): string[] => all.filter((word) => word.startsWith(present));
  const values = VALUES[before.at(-1) ?? ''];
  if (values) return fitting(values);
  const entry = NOUNS.find(({ name }) => name === nounOf(before));
  if (!entry) return fitting(present.startsWith('-') ? globalFlags : NOUNS.map(({ name }) => name));
  const noun = await entry.load();
  const said = before.slice(before.indexOf(entry.name) + 1).filter((word) => !word.startsWith('-'));
  if (!present.startsWith('-')) return fitting(nextWords(noun, said));
  const own = (commandOf(noun, said)?.options ?? []).map(([flags]) => longFlag(flags));
  const select = SELECT_OPTIONS.map(([flags]) => longFlag(flags));
  return fitting([...new Set([...own, ...select, ...globalFlags, '--help'])]);
};

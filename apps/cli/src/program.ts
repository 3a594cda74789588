import { Command as Parser, CommanderError, Option } from 'commander';
import { type Command, type Noun, type OptionSpec, longFlag } from './command.ts';
import { Given } from './given.ts';
import { NOUNS, type NounEntry } from './nouns.ts';
import { OUTPUT_FORMATS } from './output/printer.ts';
import { colourPaint } from './output/style.ts';
import { VERSION } from './version.ts';

/** What the parser found: a command with what was given to it. */
export interface Call {
  readonly command: Command;
  readonly given: Given;
  readonly global: Readonly<Record<string, unknown>>;
}
export interface ParserOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether help may have colours; off where nothing is said. */
  readonly hasColours?: boolean;
}

export const GLOBAL_OPTIONS: readonly Option[] = [
  new Option('-o, --output <format>', 'how to print').choices([...OUTPUT_FORMATS]),
  new Option('--profile <name>', 'use this profile'),
  new Option('-y, --yes', 'do not ask before deleting'),
  new Option('--no-prompt', 'never ask anything'),
  new Option('--no-color', 'no colours'),
];

/** Of every command that has no option of that name itself. */
export const SELECT_OPTIONS: readonly OptionSpec[] = [
  ['--json <fields>', 'print these members as JSON, e.g. id,name'],
  ['--jq <expression>', 'print what jq makes of the JSON, a result a line'],
];

const exampleText = (examples: readonly string[]): string =>
  examples.length === 0
    ? ''
    : `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((example) => `  $ orch ${example}\n`).join('')}`;

const collect = (value: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? before.map(String) : []),
  value,
];

const fill = (parser: Parser, command: Command, found: (call: Call) => void): void => {
  parser.summary(command.summary).description(`${command.summary}.`);
  for (const [argument, text] of command.takes ?? []) parser.argument(argument, text);
  const own = (command.options ?? []).map(([flags]) => longFlag(flags));
  const select = SELECT_OPTIONS.filter(([flags]) => !own.includes(longFlag(flags)));
  for (const [flags, text, defaultText] of [...(command.options ?? []), ...select]) {
    const option = new Option(
      flags.replace('...', ''),
      defaultText ? `${text} (default: ${defaultText})` : text,
    );
    if (flags.includes('...')) option.argParser(collect);
    parser.addOption(option);
  }
  for (const alias of command.aliases ?? []) parser.alias(alias);
  parser.addHelpText('after', exampleText(command.examples));
  parser.action((...all: unknown[]) => {
    const args = parser.processedArgs.flat().filter((one): one is string => typeof one === 'string');
    void all;
    found({ command, given: new Given(args, parser.opts()), global: parser.optsWithGlobals() });
  });
};

const quiet = (parser: Parser, output: ParserOutput): Parser =>
  parser
    .exitOverride()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHasColors: () => output.hasColours === true,
      getErrHasColors: () => output.hasColours === true,
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'orch: '));
        if (/ arguments?\b(?!.* is invalid)/.test(text))
          write(`Usage: ${parser.createHelp().commandUsage(parser)}\n`);
      },
    })
    .configureHelp({
      showGlobalOptions: true,
      sortSubcommands: false,
      // taken out again where there are no colours
      styleTitle: (text) => colourPaint('bold', text),
      styleSubcommandTerm: (text) => colourPaint('cyan', text),
      styleOptionTerm: (text) => colourPaint('cyan', text),
      styleArgumentTerm: (text) => colourPaint('cyan', text),
    })
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError(false);

/** What may follow a word that is no command itself. */
const verbsOf = (noun: Noun, words: readonly string[], word: string): readonly string[] => {
  const until = words.slice(0, words.indexOf(word) + 1);
  const inGroup = noun.commands
    .map(({ name }) => name.split(' '))
    .filter((name) => until.every((one, at) => name[at] === one));
  return [...new Set(inGroup.map((name) => name[until.length]!))];
};

/** Adds a noun's commands, groups of two words (`schedule ls`) included. */
const addNoun = (
  root: Parser,
  entry: NounEntry,
  noun: Noun,
  output: ParserOutput,
  found: (call: Call) => void,
): void => {
  const parser = quiet(new Parser(entry.name), output).summary(entry.summary).helpGroup(`${entry.group}:`);
  parser.description(`${entry.summary}.`);
  for (const command of noun.commands) {
    if (command.name === '') {
      fill(parser, command, found);
      continue;
    }
    const words = command.name.split(' ');
    let group = parser;
    for (const word of words.slice(0, -1)) {
      const present = group.commands.find((one) => one.name() === word);
      group = present ?? quiet(group.command(word), output).summary(verbsOf(noun, words, word).join(', '));
    }
    fill(quiet(group.command(words.at(-1)!), output), command, found);
  }
  root.addCommand(parser);
};

/**
 * The parser with the commands of `noun`; the others are known by name only, for help and suggestions.
 * @param found called with the command that was asked for
 */
export const buildProgram = async (
  noun: string | undefined,
  output: ParserOutput,
  found: (call: Call) => void,
): Promise<Parser> => {
  const root = quiet(new Parser('orch'), output)
    .usage('NOUN VERB [arguments] [options]')
    .description('Orch Cloud from the command line.')
    .version(VERSION, '-v, --version', 'show the version')
    .addHelpText('after', exampleText(['cloud login', 'deployment run etl/nightly --watch', 'flow-run ls']));
  for (const option of GLOBAL_OPTIONS) root.addOption(option);
  for (const entry of NOUNS) {
    if (entry.name === noun) addNoun(root, entry, await entry.load(), output, found);
    else root.command(entry.name).summary(entry.summary).helpGroup(`${entry.group}:`);
  }
  return root;
};

export { CommanderError };

import type { CommandContext } from './context.ts';
import type { Given } from './given.ts';

/** `[flags, what it does]`, and a default for help's sake. */
export type OptionSpec = readonly [flags: string, text: string, defaultText?: string];

/** `-f, --file <file>` → `--file`. */
export const longFlag = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;

/** What an option is called among those that were given: `work-pool` → `workPool`. */
export const memberOf = (option: string): string =>
  option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** One command: what help says about it, and what it does. */
export interface Command {
  /** After the noun: `ls`, `schedule ls`. Empty: the noun itself is the command. */
  readonly name: string;
  readonly summary: string;
  /** Like `<id>`, `[name]`, `<name...>`. */
  readonly takes?: readonly (readonly [argument: string, text: string])[];
  readonly options?: readonly OptionSpec[];
  /** Without the leading `orch `. */
  readonly examples: readonly string[];
  readonly aliases?: readonly string[];
  readonly run: (context: CommandContext, given: Given) => Promise<void>;
}
/** What commands are about: `flow-run`, `deployment`, … */
export interface Noun {
  readonly name: string;
  readonly commands: readonly Command[];
}

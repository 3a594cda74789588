import type { Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import type { Given } from '../given.ts';
import type { Thing } from './thing.ts';

interface Wording {
  readonly verb: string;
  readonly summary: string;
  /** Begins the sentence that says it is done: `Paused`. */
  readonly past: string;
  readonly examples: readonly string[];
  readonly takes?: Command['takes'];
}

/** `pause`, `resume` and the like: changes one thing, and prints it as it is afterwards. */
export const changeCommand = <Row extends object>(
  { kind, argument, find, name }: Thing<Row>,
  change: (context: CommandContext, row: Row, given: Given) => Promise<unknown>,
  { verb, summary, past, examples, takes = [] }: Wording,
): Command => ({
  name: verb,
  summary,
  takes: [argument, ...takes],
  examples,
  run: async (context, given) => {
    const found = await find(context, given.arg(0));
    await change(context, found, given);
    const after = context.print.isTable ? found : await find(context, given.arg(0));
    await context.print.done(`${past} ${kind} ${name(found)}.`, after, name(found));
  },
});

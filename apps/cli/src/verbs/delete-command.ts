import type { Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import type { Thing } from './thing.ts';

/** `delete`: asks first. */
export const deleteCommand = <Row extends object>(
  { kind, argument, find, name }: Thing<Row>,
  remove: (context: CommandContext, row: Row) => Promise<unknown>,
  {
    examples,
    verb = 'delete',
    past = 'Deleted',
  }: { examples: readonly string[]; verb?: string; past?: string },
): Command => ({
  name: verb,
  summary: `${verb.split(' ').at(-1)![0]!.toUpperCase()}${verb.split(' ').at(-1)!.slice(1)} a ${kind}`,
  takes: [argument],
  examples,
  run: async (context, given) => {
    const found = await find(context, given.arg(0));
    const word = verb.split(' ').at(-1)!;
    await context.confirm(`${word[0]!.toUpperCase()}${word.slice(1)} ${kind} "${name(found)}"?`);
    await remove(context, found);
    await context.print.done(`${past} ${kind} ${name(found)}.`, found, name(found));
  },
});

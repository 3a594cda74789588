import type { Command } from '../command.ts';
import { fieldsOf } from '../output/columns.ts';
import type { Thing } from './thing.ts';

/** `inspect`: one thing in full; `members` in the order of display. */
export const inspectCommand = <Row extends object>(
  { kind, argument, find, name }: Thing<Row>,
  members: readonly string[],
  { examples, verb = 'inspect' }: { examples: readonly string[]; verb?: string },
): Command => ({
  name: verb,
  summary: `Show a ${kind}`,
  takes: [argument],
  examples,
  run: async (context, given) => {
    const found = await find(context, given.arg(0));
    await context.show(found, name(found), fieldsOf(found, members, context.nowMs));
  },
});

import type { Command } from '../command.ts';
import { CommandContext } from '../context.ts';
import { Given } from '../given.ts';
import { type OutputFormat, Printer } from '../output/printer.ts';
import type { Terminal } from '../terminal.ts';
import { watchable } from './watchable.ts';

/** Draws the pictures one after the other, and presses Ctrl-C after the last one. */
const watch = async (
  pictures: readonly (readonly string[])[],
  { format = 'table', isTty = false }: { format?: OutputFormat; isTty?: boolean },
): Promise<string> => {
  let out = '';
  const interrupt = new AbortController();
  const terminal: Terminal = {
    env: {},
    out: (text) => void (out += text),
    err: () => {},
    outIsTty: isTty,
    errIsTty: false,
    inIsTty: false,
    columns: 80,
    rows: 5,
    readInput: async () => '',
    now: Date.now,
    signal: interrupt.signal,
  };
  const global = { profile: undefined, mayPrompt: false, isSure: false };
  const context = new CommandContext(terminal, new Printer(terminal, { format, colour: false }), global);
  let at = 0;
  const ls: Command = {
    name: 'ls',
    summary: 'List',
    examples: [],
    run: async ({ print }) => {
      const rows = pictures[at++]!.map((name) => ({ name }));
      await print.list(rows, {
        columns: [{ head: 'NAME', text: ({ name }) => name }],
        name: ({ name }) => name,
        empty: 'None.',
      });
      if (at === pictures.length) interrupt.abort(new Error('interrupted'));
    },
  };
  const watching = watchable(ls).run(context, new Given([], { watch: true, every: '1s' }));
  await expect(watching).rejects.toMatchObject({ name: 'AbortError' });
  return out;
};

it('on a terminal each picture takes the place of the one before, and fits', async () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(await watch([many, []], { isTty: true })).toBe(
    '\r\u001b[JNAME\na\nb\nc\n\u001b[4A\r\u001b[JNone.\n',
  );
});
it('elsewhere it is printed when it has changed', async () => {
  expect(await watch([['a'], ['a'], ['a', 'b']], { format: 'json' })).toBe(
    '[{"name":"a"}]\n[{"name":"a"},{"name":"b"}]\n',
  );
});

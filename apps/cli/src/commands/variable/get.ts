import type { Command } from '../../command.ts';

export const getVariable: Command = {
  name: 'get',
  summary: 'Print the value of a variable',
  takes: [['<name>', 'its name']],
  examples: ['variable get region', 'variable get limits -o json'],
  run: async (context, given) => {
    const name = given.arg(0);
    const { value } = await context.client.call('GET /variables/name/{name}', { path: { name } });
    if (context.print.isTable)
      context.print.raw(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
    else await context.show(value, name, []);
  },
};

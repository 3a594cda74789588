import type { Command } from '../../command.ts';

export const createTeam: Command = {
  name: 'create',
  summary: 'Create a team',
  takes: [['<name>', 'its name']],
  options: [['--description <text>', 'who it is']],
  examples: ['team create data --description "Data platform"'],
  run: async (context, given) => {
    const created = await context.client.call('POST /accounts/{account}/teams', {
      path: { account: await context.accountId() },
      body: { name: given.arg(0), description: given.text('description') ?? null },
    });
    await context.print.done(`Created team ${created.name}.`, created, created.name);
  },
};

import type { Command } from '../../command.ts';

export const workspaceCreate: Command = {
  name: 'workspace create',
  summary: 'Create a workspace in the account',
  takes: [['<name>', 'its name']],
  options: [
    ['--handle <handle>', 'its part of URLs', 'made from the name'],
    ['--description <text>', 'what it is for'],
  ],
  examples: ['cloud workspace create Staging --handle staging'],
  run: async (context, given) => {
    const created = await context.client.call('POST /accounts/{account}/workspaces', {
      path: { account: await context.accountId() },
      body: { name: given.arg(0), handle: given.text('handle'), description: given.text('description') },
    });
    const handle = String(created['handle']);
    await context.print.done(`Created workspace ${handle}.`, created, handle);
  },
};

import type { Command } from '../../command.ts';
import { fieldsOf } from '../../output/columns.ts';

const MEMBERS =
  'name handle id created location link plan_type run_retention_days audit_log_retention_days domain_names settings';

export const inspectAccount: Command = {
  name: 'inspect',
  summary: 'Show the account of the workspace',
  examples: ['account inspect', 'account inspect -o json'],
  run: async (context) => {
    const found = await context.client.call('GET /accounts/{account}', {
      path: { account: await context.accountId() },
    });
    await context.show(found, String(found['handle']), fieldsOf(found, MEMBERS.split(' '), context.nowMs));
  },
};

import type { Command } from '../../command.ts';
import { durationFrom } from '../../values.ts';
import { showKeyOnce } from './key-of.ts';

export const createServiceAccount: Command = {
  name: 'create',
  summary: 'Create a service account and show its key once',
  takes: [['<name>', 'its name']],
  options: [['--expires-in <duration>', 'how long its key is good for', 'for ever']],
  examples: ['service-account create ci --expires-in 90d'],
  run: async (context, given) => {
    const lasts = given.text('expiresIn');
    const expiration =
      lasts === undefined
        ? null
        : new Date(context.nowMs + durationFrom(lasts, '--expires-in') * 1000).toISOString();
    const created = await context.client.call('POST /accounts/{account}/bots/', {
      path: { account: await context.accountId() },
      body: { name: given.arg(0), api_key_expiration: expiration },
    });
    await showKeyOnce(context, created, `Created service account ${given.arg(0)}.`);
  },
};

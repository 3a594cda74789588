import type { JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { durationFrom } from '../../values.ts';
import { showKeyOnce } from './key-of.ts';

type Find = (context: CommandContext, wanted: string) => Promise<JsonObject>;

export const rotateServiceAccount = (find: Find): Command => ({
  name: 'rotate',
  summary: 'Give a service account a new key and show it once',
  takes: [['<service-account>', 'name or id']],
  options: [
    ['--expires-in <duration>', 'how long the new key is good for', 'for ever'],
    ['--keep-old <duration>', 'how long the old key still works', '0s'],
  ],
  examples: ['service-account rotate ci --keep-old 1h'],
  run: async (context, given) => {
    const found = await find(context, given.arg(0));
    const lasts = given.text('expiresIn');
    const rotated = await context.client.call('POST /accounts/{account}/bots/{id}/rotate_api_key', {
      path: { account: await context.accountId(), id: String(found['id']) },
      body: {
        api_key_expiration:
          lasts === undefined
            ? null
            : new Date(context.nowMs + durationFrom(lasts, '--expires-in') * 1000).toISOString(),
        old_key_expires_in_seconds: durationFrom(given.text('keepOld') ?? '0s', '--keep-old'),
      },
    });
    await showKeyOnce(context, rotated, `Rotated the key of service account ${String(found['name'])}.`);
  },
});

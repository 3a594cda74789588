import type { JsonObject } from '@orch/client';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';

export const automationThing = {
  kind: 'automation',
  argument: ['<automation>', 'name or id'],
  find: async ({ client }: CommandContext, wanted: string): Promise<JsonObject> =>
    isUuid(wanted)
      ? client.call('GET /automations/{id}', { path: { id: wanted } })
      : pickOne(
          await client.call('POST /automations/filter', { body: { limit: 200 } }),
          wanted,
          'automation',
        ),
  name: (row: JsonObject) => String(row['name']),
} as const;
/** Its id. */
export const automationId = async (context: CommandContext, wanted: string): Promise<string> =>
  String((await automationThing.find(context, wanted))['id']);

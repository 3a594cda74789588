import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';

export const taskRunThing = {
  kind: 'task run',
  argument: ['<run>', 'id, or a name'],
  find: async ({ client }: CommandContext, wanted: string) =>
    isUuid(wanted)
      ? client.call('GET /task_runs/{id}', { path: { id: wanted } })
      : pickOne(
          await client.call('POST /task_runs/filter', {
            body: { task_runs: { name: { any_: [wanted] } }, limit: 6 },
          }),
          wanted,
          'task run',
        ),
  name: ({ id }: { id: string }) => id,
} as const;

import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { lsFlows } from './ls.ts';
import { serveFlow } from './serve.ts';

const thing = {
  kind: 'flow',
  argument: ['<flow>', 'name or id'],
  find: async ({ client }: CommandContext, wanted: string) =>
    isUuid(wanted)
      ? client.call('GET /flows/{id}', { path: { id: wanted } })
      : pickOne(
          await client.call('POST /flows/filter', {
            body: { flows: { name: { any_: [wanted] } }, limit: 2 },
          }),
          wanted,
          'flow',
        ),
  name: ({ name }: { name: string }) => name,
} as const;

export const flow: Noun = {
  name: 'flow',
  commands: [
    lsFlows,
    inspectCommand(thing, ['name', 'id', 'created', 'updated', 'tags', 'labels'], {
      examples: ['flow inspect etl'],
    }),
    serveFlow,
    deleteCommand(thing, ({ client }, { id }) => client.call('DELETE /flows/{id}', { path: { id } }), {
      examples: ['flow delete etl --yes'],
    }),
  ],
};

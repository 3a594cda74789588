import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { isUuid } from '../../values.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { lsArtifacts } from './ls.ts';

const thing = {
  kind: 'artifact',
  argument: ['<artifact>', 'key (the latest of it) or id'],
  find: ({ client }: CommandContext, wanted: string) =>
    isUuid(wanted)
      ? client.call('GET /artifacts/{id}', { path: { id: wanted } })
      : client.call('GET /artifacts/{key}/latest', { path: { key: wanted } }),
  name: ({ id }: { id: string }) => id,
} as const;

export const artifact: Noun = {
  name: 'artifact',
  commands: [
    lsArtifacts,
    inspectCommand(thing, 'key id type description flow_run_id task_run_id created updated data'.split(' '), {
      examples: ['artifact inspect duration-model-report'],
    }),
    deleteCommand(thing, ({ client }, { id }) => client.call('DELETE /artifacts/{id}', { path: { id } }), {
      examples: ['artifact delete duration-model-report --yes'],
    }),
  ],
};

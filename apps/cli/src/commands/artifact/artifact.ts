import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { isUuid } from '../../values.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { deleteArtifact } from './delete.ts';
import { artifactId, lsArtifacts } from './ls.ts';

const thing = {
  kind: 'artifact',
  argument: ['<artifact>', 'key (the latest of it) or id'],
  find: ({ client }: CommandContext, wanted: string) =>
    isUuid(wanted)
      ? client.call('GET /artifacts/{id}', { path: { id: wanted } })
      : client.call('GET /artifacts/{key}/latest', { path: { key: wanted } }),
  name: artifactId,
} as const;

export const artifact: Noun = {
  name: 'artifact',
  commands: [
    lsArtifacts,
    inspectCommand(thing, 'key id type description flow_run_id task_run_id created updated data'.split(' '), {
      examples: ['artifact inspect duration-model-report'],
    }),
    deleteArtifact,
  ],
};

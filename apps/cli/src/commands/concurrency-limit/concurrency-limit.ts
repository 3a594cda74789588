import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createTagLimit } from './create.ts';
import { lsTagLimits } from './ls.ts';

const thing = {
  kind: 'concurrency limit',
  argument: ['<tag>', 'the tag'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /concurrency_limits/tag/{tag}', { path: { tag: wanted } }),
  name: (row: JsonObject) => String(row['tag']),
} as const;

export const concurrencyLimit: Noun = {
  name: 'concurrency-limit',
  commands: [
    lsTagLimits,
    createTagLimit,
    inspectCommand(thing, ['tag', 'id', 'concurrency_limit', 'active_slots', 'created', 'updated'], {
      examples: ['concurrency-limit inspect database'],
    }),
    changeCommand(
      thing,
      ({ client }, row) =>
        client.call('POST /concurrency_limits/tag/{tag}/reset', { path: { tag: thing.name(row) }, body: {} }),
      {
        verb: 'reset',
        summary: 'Free all its slots',
        past: 'Reset',
        examples: ['concurrency-limit reset database'],
      },
    ),
    deleteCommand(
      thing,
      ({ client }, row) =>
        client.call('DELETE /concurrency_limits/tag/{tag}', { path: { tag: thing.name(row) } }),
      { examples: ['concurrency-limit delete database --yes'] },
    ),
  ],
};

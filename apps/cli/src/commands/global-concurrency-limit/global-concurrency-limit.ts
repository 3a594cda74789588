import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createLimit } from './create.ts';
import { lsLimits } from './ls.ts';
import { updateLimit } from './update.ts';

const thing = {
  kind: 'global concurrency limit',
  argument: ['<limit>', 'its name'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /v2/concurrency_limits/{id_or_name}', { path: { id_or_name: wanted } }),
  name: (row: JsonObject) => String(row['name']),
} as const;

const setActive =
  (active: boolean) =>
  ({ client }: CommandContext, row: JsonObject): Promise<unknown> =>
    client.call('PATCH /v2/concurrency_limits/{id_or_name}', {
      path: { id_or_name: thing.name(row) },
      body: { active },
    });

const MEMBERS =
  'name id active limit active_slots denied_slots slot_decay_per_second avg_slot_occupancy_seconds created updated';

export const globalConcurrencyLimit: Noun = {
  name: 'global-concurrency-limit',
  commands: [
    lsLimits,
    createLimit,
    inspectCommand(thing, MEMBERS.split(' '), { examples: ['global-concurrency-limit inspect warehouse'] }),
    updateLimit,
    changeCommand(thing, setActive(true), {
      verb: 'enable',
      summary: 'Enforce it again',
      past: 'Enabled',
      examples: ['global-concurrency-limit enable warehouse'],
    }),
    changeCommand(thing, setActive(false), {
      verb: 'disable',
      summary: 'Stop enforcing it',
      past: 'Disabled',
      examples: ['global-concurrency-limit disable warehouse'],
    }),
    deleteCommand(
      thing,
      ({ client }, row) =>
        client.call('DELETE /v2/concurrency_limits/{id_or_name}', { path: { id_or_name: thing.name(row) } }),
      { examples: ['global-concurrency-limit delete warehouse --yes'] },
    ),
  ],
};

import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { lsAutomations } from './ls.ts';

const thing = {
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

const setEnabled =
  (enabled: boolean) =>
  ({ client }: CommandContext, row: JsonObject): Promise<unknown> =>
    client.call('PATCH /automations/{id}', { path: { id: String(row['id']) }, body: { enabled } });

export const automation: Noun = {
  name: 'automation',
  commands: [
    lsAutomations,
    inspectCommand(thing, 'name id enabled description created updated tags trigger actions'.split(' '), {
      examples: ['automation inspect "page on failure"'],
    }),
    changeCommand(thing, setEnabled(false), {
      verb: 'pause',
      summary: 'Let it do nothing',
      past: 'Paused',
      examples: ['automation pause "page on failure"'],
    }),
    changeCommand(thing, setEnabled(true), {
      verb: 'resume',
      summary: 'Let it act again',
      past: 'Resumed',
      examples: ['automation resume "page on failure"'],
    }),
    deleteCommand(
      thing,
      ({ client }, row) => client.call('DELETE /automations/{id}', { path: { id: String(row['id']) } }),
      { examples: ['automation delete "page on failure" --yes'] },
    ),
  ],
};

import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { automationThing } from './automation-thing.ts';
import { createAutomation, updateAutomation } from './create.ts';
import { backtestAutomation, explainAutomation } from './explain.ts';
import { deleteFailure, lsFailures, lsFirings, retryFailure } from './firings.ts';
import { lsAutomations } from './ls.ts';

const setEnabled =
  (enabled: boolean) =>
  ({ client }: CommandContext, row: JsonObject): Promise<unknown> =>
    client.call('PATCH /automations/{id}', { path: { id: String(row['id']) }, body: { enabled } });

export const automation: Noun = {
  name: 'automation',
  commands: [
    lsAutomations,
    createAutomation,
    updateAutomation,
    inspectCommand(
      automationThing,
      'name id enabled description created updated tags trigger actions'.split(' '),
      {
        examples: ['automation inspect "page on failure"'],
      },
    ),
    changeCommand(automationThing, setEnabled(false), {
      verb: 'pause',
      summary: 'Let it do nothing',
      past: 'Paused',
      examples: ['automation pause "page on failure"'],
    }),
    changeCommand(automationThing, setEnabled(true), {
      verb: 'resume',
      summary: 'Let it act again',
      past: 'Resumed',
      examples: ['automation resume "page on failure"'],
    }),
    deleteCommand(
      automationThing,
      ({ client }, row) => client.call('DELETE /automations/{id}', { path: { id: String(row['id']) } }),
      { examples: ['automation delete "page on failure" --yes'] },
    ),
    lsFirings,
    explainAutomation,
    backtestAutomation,
    lsFailures,
    retryFailure,
    deleteFailure,
  ],
};

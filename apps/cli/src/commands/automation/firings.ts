import type { AutomationFiring } from '@orch/contract';
import type { Command } from '../../command.ts';
import { since, wide } from '../../output/columns.ts';
import { automationId, automationThing } from './automation-thing.ts';

const STYLES = { executed: 'green', waiting: 'yellow', failed: 'yellow', dead: 'red' } as const;

/** `run-deployment executed, send-notification dead: …`. */
const actionsText = ({ actions }: AutomationFiring): string =>
  actions.map(({ type, status, error }) => `${type} ${status}${error ? `: ${error}` : ''}`).join(', ');

const worst = ({ actions }: AutomationFiring): keyof typeof STYLES | undefined =>
  (['dead', 'failed', 'waiting', 'executed'] as const).find((status) =>
    actions.some((action) => action.status === status),
  );

export const lsFirings: Command = {
  name: 'firings',
  summary: 'List when an automation fired and what became of it',
  takes: [automationThing.argument],
  options: [['--limit <count>', 'how many', '50']],
  examples: ['automation firings "page on failure"', 'automation firings "page on failure" -o json'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /automations/{id}/firings/filter', {
      path: { id: await automationId(context, given.arg(0)) },
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        since('FIRED', 'fired_at', context.nowMs),
        {
          head: 'EVENT',
          text: ({ triggering_event }: AutomationFiring) => String(triggering_event?.['event'] ?? 'time'),
          flexible: true,
        },
        {
          head: 'ACTIONS',
          text: actionsText,
          flexible: true,
          style: (row) => {
            const status = worst(row);
            return status && STYLES[status];
          },
        },
      ],
      name: ({ id }) => id,
      empty: 'It has not fired yet.',
    });
  },
};

export const lsFailures: Command = {
  name: 'failure ls',
  summary: 'List actions that were given up',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['automation failure ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /automations/failures/filter', {
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('ID', 'id'),
        wide('AUTOMATION', 'automation_name'),
        { head: 'ACTION', text: ({ action }) => String(action['type']), flexible: true },
        wide('ERROR', 'error'),
        since('FAILED', 'failed_at', context.nowMs),
      ],
      name: ({ id }) => id,
      empty: 'No failed actions.',
    });
  },
};

export const retryFailure: Command = {
  name: 'failure retry',
  summary: 'Try an action again that was given up',
  takes: [['<id>', 'its id']],
  examples: ['automation failure retry 01a1fec7-cd79-7007-b06c-94282a66dbc2'],
  run: async (context, given) => {
    const id = given.arg(0);
    await context.client.call('POST /automations/failures/{id}/retry', { path: { id } });
    await context.print.done('It is tried again.', { id }, id);
  },
};

export const deleteFailure: Command = {
  name: 'failure delete',
  summary: 'Forget an action that was given up',
  takes: [['<id>', 'its id']],
  examples: ['automation failure delete 01a1fec7-cd79-7007-b06c-94282a66dbc2 --yes'],
  run: async (context, given) => {
    const id = given.arg(0);
    await context.confirm(`Delete failed action "${id}"?`);
    await context.client.call('DELETE /automations/failures/{id}', { path: { id } });
    await context.print.done('Deleted the failed action.', { id }, id);
  },
};

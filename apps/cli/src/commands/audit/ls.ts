import type { AuditEventOfWire } from '@orch/contract';
import type { Command } from '../../command.ts';
import { since, wide } from '../../output/columns.ts';
import { pastFrom } from '../../values.ts';

export const lsAudit: Command = {
  name: 'ls',
  summary: 'List the audit log, the newest first',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--action <prefix>', 'only actions that begin so, e.g. api_key.'],
    ['--since <time>', 'a date or 2h'],
    ['--failures', 'only what was refused'],
  ],
  examples: ['audit ls', 'audit ls --action api_key. --since 7d', 'audit ls --failures -o json'],
  run: async (context, given) => {
    const action = given.text('action');
    const from = given.text('since');
    const { events } = await context.client.call('POST /accounts/{account}/audit-events/filter', {
      path: { account: await context.accountId() },
      body: {
        limit: given.limit(),
        audit_events: {
          ...(action === undefined ? {} : { action: { prefix_: action } }),
          ...(from === undefined ? {} : { occurred: { after_: pastFrom(from, '--since', context.nowMs) } }),
          ...(given.is('failures') ? { outcome: { any_: ['failure'] } } : {}),
        },
      },
    });
    await context.print.list(events, {
      columns: [
        since('WHEN', 'occurred', context.nowMs),
        { head: 'WHO', text: ({ actor }: AuditEventOfWire) => actor.name, flexible: true },
        wide('ACTION', 'action'),
        { head: 'WHAT', text: ({ target }) => target.name ?? target.id, flexible: true },
        {
          head: 'OUTCOME',
          text: ({ outcome }) => outcome,
          style: ({ outcome }) => (outcome === 'failure' ? 'red' : undefined),
        },
        wide('FROM', 'ip'),
      ],
      name: (row) => row.id,
      empty: 'Nothing in the audit log.',
    });
  },
};

import type { TracedEvent } from '@orch/contract';
import type { Command } from '../../command.ts';
import { objectFrom } from '../../document-from.ts';
import { usage } from '../../failure.ts';
import { since, wide } from '../../output/columns.ts';
import type { Column } from '../../output/table.ts';
import { relativeTime } from '../../output/times.ts';
import { durationFrom, pastFrom } from '../../values.ts';
import { automationId, automationThing } from './automation-thing.ts';

const OUTCOME_STYLES = { fired: 'green', counted: 'cyan', ignored: 'dim', filtered: 'dim' } as const;

const traceColumns = (nowMs: number): readonly Column<TracedEvent>[] => [
  since('WHEN', 'occurred', nowMs),
  { head: 'OUTCOME', text: ({ outcome }) => outcome, style: ({ outcome }) => OUTCOME_STYLES[outcome] },
  wide('EVENT', 'event'),
  wide('WHY', 'reason'),
];

export const explainAutomation: Command = {
  name: 'explain',
  summary: 'Say what an automation waits for, and what recent events meant to it',
  takes: [automationThing.argument],
  examples: ['automation explain "page on failure"'],
  run: async (context, given) => {
    const id = await automationId(context, given.arg(0));
    const found = await context.client.call('GET /automations/{id}/explain', { path: { id } });
    await context.show(found, id, [
      ['Summary', found.summary],
      ['Enabled', found.enabled ? 'yes' : 'no'],
      ...found.triggers.map(({ kind, text, buckets }): readonly [string, string] => [
        `Trigger (${kind})`,
        [
          text,
          ...buckets.map(
            (bucket) => `${bucket.text} (until ${relativeTime(bucket.closes_at, context.nowMs)})`,
          ),
        ].join('\n'),
      ]),
    ]);
    if (!context.print.isTable || found.recent.length === 0) return;
    context.print.raw('\n');
    await context.print.list(found.recent, {
      columns: traceColumns(context.nowMs),
      name: () => '',
      empty: '',
    });
  },
};

export const backtestAutomation: Command = {
  name: 'backtest',
  summary: 'Say when an automation of a file would have fired',
  options: [
    ['-f, --from-file <file>', 'JSON or YAML of one automation; "-" reads standard input'],
    ['--since <time>', 'a date or 2h; at most seven days', '1d'],
    ['--for <duration>', 'how long from then', 'until now'],
  ],
  examples: ['automation backtest -f page-on-failure.yaml --since 7d'],
  run: async (context, given) => {
    const file = given.text('fromFile');
    if (file === undefined) throw usage('which file? -f FILE');
    const begin = pastFrom(given.text('since') ?? '1d', '--since', context.nowMs);
    const span = given.text('for');
    const endMs = span === undefined ? context.nowMs : Date.parse(begin) + durationFrom(span, '--for') * 1000;
    const result = await context.client.call('POST /automations/backtest', {
      body: {
        automation: await objectFrom(context, file),
        since: begin,
        until: new Date(endMs).toISOString(),
      },
    });
    if (!context.print.isTable) return context.show(result, String(result.firings.length), []);
    await context.print.list(result.trace, {
      columns: traceColumns(context.nowMs),
      name: () => '',
      empty: 'No events.',
    });
    const more = result.truncated ? ' (there are more than are shown)' : '';
    context.print.note(
      `It would have fired ${result.firings.length} times in ${result.events_seen} events${more}.`,
      'green',
    );
  },
};

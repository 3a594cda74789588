import type { WaitingCause } from '@orch/contract';
import type { Command } from '../../command.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import type { Field } from '../../output/printer.ts';
import { relativeTime } from '../../output/times.ts';

export const explainFlowRun: Command = {
  name: 'explain',
  summary: 'Say why a flow run is not running, the most decisive cause first',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  examples: ['flow-run explain brave-otter', 'flow-run explain 01a1fe51 -o json'],
  run: async (context, given) => {
    const { id, name } = await findFlowRun(context.client, given.arg(0));
    const found = await context.client.call('GET /flow_runs/{id}/explain', { path: { id } });
    if (context.print.isTable && found.causes.length === 0) {
      context.print.note(`Nothing holds flow run ${name} back: it is ${found.state_name ?? 'new'}.`, 'green');
      return;
    }
    await context.show(
      found,
      found.causes[0]?.code ?? '',
      found.causes.map((cause, at) => fieldOf(cause, at, context.nowMs)),
    );
  },
};

const fieldOf = ({ title, detail, since, remedy }: WaitingCause, at: number, nowMs: number): Field => [
  String(at + 1),
  [
    title,
    detail,
    ...(since ? [`Since ${relativeTime(since, nowMs)}.`] : []),
    ...(remedy ? [remedy] : []),
  ].join('\n'),
  at === 0 ? 'yellow' : undefined,
];

import { isFinalState } from '@orch/client';
import type { FlowRunResponse, TaskRunResponse } from '@orch/contract';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { fieldsOf, stateColumn } from '../output/columns.ts';
import { stateStyle } from '../output/style.ts';
import type { Column } from '../output/table.ts';
import { durationText } from '../output/times.ts';
import { pause, throughOutage } from './outage.ts';

const LOOK_MS = 1_000;
const TASKS_SHOWN = 15;

type Line = FlowRunResponse | TaskRunResponse;

/**
 * Follows a run until it has ended: a live table on a terminal, a line per change elsewhere (stderr), and the run itself
 * at the end.
 * @throws Failure exit code 5 when it did not complete, 124 after `timeoutSeconds`
 */
export const watchRun = async (
  context: CommandContext,
  id: string,
  timeoutSeconds: number | undefined,
): Promise<void> => {
  const isLive = context.print.isTable && context.terminal.outIsTty;
  const endMs = timeoutSeconds === undefined ? Infinity : context.nowMs + timeoutSeconds * 1000;
  context.isPatient = true;
  const ask = async (): Promise<readonly Line[]> => {
    const run = await context.client.call('GET /flow_runs/{id}', { path: { id }, signal: context.signal });
    return isLive ? linesOf(context, run) : [run];
  };
  let lines = await ask();
  let last = '';
  for (;;) {
    const run = lines[0] as FlowRunResponse; // task runs come behind it
    const state = run.state_name ?? 'no state';
    if (isLive) await context.print.live(lines, columnsAt(context.nowMs));
    else if (state !== last) context.print.note(`${run.name}: ${state}`, stateStyle(run.state_type));
    last = state;
    if (isFinalState(run.state_type)) return end(context, run, isLive);
    if (context.nowMs >= endMs) throw new Failure(`flow run ${run.name} is still ${state}`, EXIT.timeout);
    await pause(Math.min(LOOK_MS, endMs - context.nowMs), context.signal);
    lines = await throughOutage(context, ask, { endMs, isSilent: isLive });
  }
};

const linesOf = async ({ client }: CommandContext, run: FlowRunResponse): Promise<readonly Line[]> => {
  const tasks = await client.call('POST /task_runs/filter', {
    body: { flow_runs: { id: { any_: [run.id] } }, sort: 'ID_DESC', limit: TASKS_SHOWN },
  });
  return [run, ...[...tasks].reverse()];
};

const columnsAt = (nowMs: number): readonly Column<Line>[] => [
  { head: 'RUN', text: (line) => ('flow_id' in line ? line.name : `  ${line.name}`), flexible: true },
  stateColumn,
  {
    head: 'TOOK',
    text: ({ start_time, end_time, total_run_time }) =>
      durationText(start_time && !end_time ? (nowMs - Date.parse(start_time)) / 1000 : total_run_time),
    align: 'right',
  },
];

const end = async (context: CommandContext, run: FlowRunResponse, isLive: boolean): Promise<void> => {
  if (!isLive)
    await context.show(
      run,
      run.id,
      fieldsOf(run, ['name', 'id', 'state_name', 'start_time', 'end_time'], context.nowMs),
    );
  if (run.state_type === 'COMPLETED') return;
  const reason = run.state?.message ? `: ${run.state.message}` : '';
  throw new Failure(`flow run ${run.name} ended ${run.state_name}${reason}`, EXIT.runFailed);
};

import { storableText } from '@orch/client';
import type { FlowRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { problemOfEnd, runShellCommand } from './run-command.ts';

const LOOK_MS = 2_000;
const LINE_CHARS_MAX = 20_000;
/** So long the command waits at its end for a server that does not take its lines. */
const LOGS_SECONDS = 30;
const [INFO, ERROR] = [20, 40] as const;

export const watchShell: Command = {
  name: 'watch',
  summary: 'Run a command here and now as a flow run: its lines become logs',
  takes: [['<command>', 'a command line for the shell, quoted']],
  options: [
    ['--flow-name <name>', 'name of the flow', 'Shell Command'],
    ['--flow-run-name <name>', 'name of the run'],
    ['--tag <tag>...', 'a tag; repeatable'],
    ['--no-log-output', 'print its lines, but do not send them'],
    ['--no-stream-stdout', 'send its lines, but do not print them'],
  ],
  examples: ['shell watch "pg_dump -f dump.sql warehouse" --flow-name dump', 'shell watch make --tag ci'],
  run: async (context, given) => {
    context.isPatient = true;
    const command = given.arg(0);
    const run = await createRun(context, given, command);
    context.print.note(`Flow run ${run.name}`, 'dim');
    const outcome = await follow(context, given, run, command);
    await setState(context, run.id, outcome);
    if (!context.print.isTable) {
      const after = await context.client.call('GET /flow_runs/{id}', { path: { id: run.id } });
      await context.show(after, run.id, []);
    }
    if (outcome.type === 'CANCELLED' && context.signal.aborted) throw new Failure('', EXIT.interrupted);
    if (outcome.type !== 'COMPLETED')
      throw new Failure(`flow run ${run.name}: ${outcome.message}`, EXIT.runFailed);
    context.print.note(`Flow run ${run.name} completed.`, 'green');
  },
};

interface Outcome {
  readonly type: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly message: string;
}

const createRun = async (
  { client }: CommandContext,
  given: Given,
  command: string,
): Promise<FlowRunResponse> => {
  const flow = await client.call('POST /flows/', {
    body: { name: given.text('flowName') ?? 'Shell Command' },
  });
  const name = given.text('flowRunName');
  const run = await client.call('POST /flow_runs/', {
    body: {
      flow_id: flow.id,
      parameters: { command },
      tags: given.list('tag'),
      state: { type: 'PENDING' },
      ...(name === undefined ? {} : { name }),
    },
  });
  await client.call('POST /flow_runs/{id}/set_state', {
    path: { id: run.id },
    body: { state: { type: 'RUNNING' }, force: true },
  });
  return run;
};

const setState = async (
  { client }: CommandContext,
  id: string,
  { type, message }: Outcome,
): Promise<void> => {
  await client.call('POST /flow_runs/{id}/set_state', {
    path: { id },
    body: { state: { type, message }, force: true },
  });
};

/** Runs the command to its end; Ctrl-C here and a cancellation at the server end it. */
const follow = async (
  context: CommandContext,
  given: Given,
  run: FlowRunResponse,
  command: string,
): Promise<Outcome> => {
  const { terminal, client } = context;
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort(new Error('Ctrl-C'));
  context.signal.addEventListener('abort', onInterrupt, { once: true });
  const looking = setInterval(() => {
    void client.call('GET /flow_runs/{id}', { path: { id: run.id } }).then(
      ({ state_type }) => {
        if (state_type === 'CANCELLING' || state_type === 'CANCELLED') stop.abort(new Error('cancelled'));
      },
      () => {}, // asked again
    );
  }, LOOK_MS);
  const { LogShipper } = await import('@orch/worker');
  const say = (text: string): void => context.print.note(text, 'yellow');
  const logs = new LogShipper({ client, workerId: () => null, say });
  const log = (line: string, level: number): void => {
    const message = storableText(line.slice(0, LINE_CHARS_MAX));
    logs.add({ runId: run.id, name: 'orch.flow_runs', level, message, timeMs: context.nowMs });
  };
  // with -o json the run is the data
  const printed = given.options['streamStdout'] !== false;
  const printOut = context.print.isTable ? terminal.out : terminal.err;
  try {
    const end = await runShellCommand(command, {
      env: terminal.env,
      signal: stop.signal,
      onLine: (line, from) => {
        if (printed) (from === 'stdout' ? printOut : terminal.err)(`${line}\n`);
        if (given.options['logOutput'] !== false) log(line, INFO);
      },
    });
    const problem = problemOfEnd(end);
    if (stop.signal.aborted)
      return { type: 'CANCELLED', message: `ended by ${String(stop.signal.reason?.message)}` };
    if (problem === undefined) return { type: 'COMPLETED', message: '' };
    log(problem, ERROR);
    return { type: 'FAILED', message: problem };
  } finally {
    clearInterval(looking);
    context.signal.removeEventListener('abort', onInterrupt);
    await logs.close(LOGS_SECONDS);
  }
};

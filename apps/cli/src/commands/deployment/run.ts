import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import type { Given } from '../../given.ts';
import { fieldsOf } from '../../output/columns.ts';
import { durationFrom, pairsFrom, valueFrom } from '../../values.ts';
import { watchRun } from '../../watch/watch-run.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';

export const runDeployment: Command = {
  name: 'run',
  summary: 'Create a flow run of a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  options: [
    ['-p, --param <name=value>...', 'a parameter; JSON where it is JSON; repeatable'],
    ['--params <json>', 'all parameters as a JSON object; "-" reads it from standard input'],
    ['--job-variable <name=value>...', 'overrides a job variable; repeatable'],
    ['--name <name>', 'name of the run'],
    ['--tag <tag>...', 'a tag; repeatable'],
    ['--start-in <duration>', 'start later, e.g. 10m'],
    ['--start-at <time>', 'start at this time'],
    ['--queue <name>', 'another work queue of its pool'],
    ['--idempotency-key <text>', 'the same text twice creates one run'],
    ['-w, --watch', 'follow it; exit code 5 when it does not complete'],
    ['--wait-timeout <duration>', 'with --watch: give up after this long, with exit code 124'],
    ['--timeout <duration>', 'the same as --wait-timeout'],
  ],
  examples: [
    'deployment run etl/nightly',
    'deployment run etl/nightly --param date=2026-01-31 --param rows=500 --watch',
    'deployment run etl/nightly --start-in 10m -o name',
  ],
  run: async (context, given) => {
    const timeout = given.text('waitTimeout') ?? given.text('timeout');
    if (timeout !== undefined && !given.is('watch')) throw usage('--wait-timeout goes with --watch');
    const startMs = startOf(given, context.nowMs);
    const params = given.text('params');
    const all = params === '-' ? await context.terminal.readInput() : params;
    const found = await findDeployment(context.client, given.arg(0));
    const run = await context.client.call('POST /deployments/{id}/create_flow_run', {
      path: { id: found.id },
      body: {
        ...bodyOf(given),
        parameters: { ...objectFrom(all), ...pairsFrom(given.list('param'), '--param') },
        ...(startMs === undefined
          ? {}
          : {
              state: {
                type: 'SCHEDULED',
                state_details: { scheduled_time: new Date(startMs).toISOString() },
              },
            }),
      },
    });
    if (!given.is('watch'))
      return context.show(
        run,
        run.id,
        fieldsOf(run, ['name', 'id', 'state_name', 'expected_start_time', 'parameters'], context.nowMs),
      );
    await watchRun(
      context,
      run.id,
      timeout === undefined ? undefined : durationFrom(timeout, '--wait-timeout'),
    );
  },
};

const bodyOf = (given: Given): Record<string, unknown> => {
  const variables = pairsFrom(given.list('jobVariable'), '--job-variable');
  const tags = given.list('tag');
  return {
    ...(given.text('name') ? { name: given.text('name') } : {}),
    ...(given.text('queue') ? { work_queue_name: given.text('queue') } : {}),
    ...(given.text('idempotencyKey') ? { idempotency_key: given.text('idempotencyKey') } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(Object.keys(variables).length > 0 ? { job_variables: variables } : {}),
  };
};

const objectFrom = (text: string | undefined): object => {
  if (text === undefined) return {};
  const value = valueFrom(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage('--params takes a JSON object');
  return value;
};

const startOf = (given: Given, nowMs: number): number | undefined => {
  const [later, at] = [given.text('startIn'), given.text('startAt')];
  if (later !== undefined && at !== undefined) throw usage('--start-in or --start-at, not both');
  if (later !== undefined) return nowMs + durationFrom(later, '--start-in') * 1000;
  if (at === undefined) return undefined;
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) throw usage(`--start-at takes a time such as 2026-01-31T09:00:00Z, not "${at}"`);
  return moment;
};

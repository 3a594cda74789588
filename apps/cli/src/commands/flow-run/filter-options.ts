import type { OptionSpec } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import type { Given } from '../../given.ts';
import { nearNames } from '../../output/near.ts';
import { pastFrom } from '../../values.ts';

const STATE_TYPES = 'SCHEDULED PENDING RUNNING COMPLETED FAILED CANCELLED CRASHED PAUSED CANCELLING'.split(
  ' ',
);

/** Options that say which runs a command is about. */
export const RUN_FILTER_OPTIONS: readonly OptionSpec[] = [
  ['--state <state>...', 'only this state: a type (failed) or a name (Late); repeatable'],
  ['--flow <name>...', 'only runs of this flow; repeatable'],
  ['--deployment <deployment>', 'only runs of this deployment'],
  ['--pool <pool>...', 'only runs of this work pool; repeatable'],
  ['--tag <tag>...', 'only runs with this tag; repeatable'],
  ['--since <time>', 'only runs expected since then: a date or 2h'],
];

/** Whether any of them was given. */
export const hasRunFilter = (given: Given): boolean =>
  ['state', 'flow', 'tag', 'pool'].some((name) => given.list(name).length > 0) ||
  given.text('deployment') !== undefined ||
  given.text('since') !== undefined;

/** Names that the engines and the server give; flows may have others. */
const STATE_NAMES =
  'Late Retrying AwaitingRetry AwaitingConcurrencySlot Suspended Cached RolledBack TimedOut Resuming'.split(
    ' ',
  );
const ownName = (state: string): string =>
  STATE_NAMES.find((name) => name.toLowerCase() === state.toLowerCase()) ?? state;

/** What is near a state of ours is probably meant to be one; only that other names may exist, too. */
const warnOfMisspelt = (context: CommandContext, names: readonly string[]): void => {
  for (const name of names.filter((one) => !STATE_NAMES.includes(one))) {
    const [near] = nearNames(name, [...STATE_TYPES.map((type) => type.toLowerCase()), ...STATE_NAMES]);
    if (near) context.print.note(`"${name}" is no state of ours. Did you mean "${near}"?`, 'yellow');
  }
};

const stateFilter = (context: CommandContext, states: readonly string[]): object => {
  const types = states.map((state) => state.toUpperCase()).filter((state) => STATE_TYPES.includes(state));
  const names = states.filter((state) => !STATE_TYPES.includes(state.toUpperCase())).map(ownName);
  if (types.length > 0 && names.length > 0) throw usage('--state takes types or names, not both');
  if (types.length > 0) return { state: { type: { any_: types } } };
  warnOfMisspelt(context, names);
  return names.length > 0 ? { state: { name: { any_: names } } } : {};
};

/** The options as the API's filter. */
export const runFilter = async (context: CommandContext, given: Given): Promise<Record<string, unknown>> => {
  const [since, deployment] = [given.text('since'), given.text('deployment')];
  const [flows, tags, pools] = [given.list('flow'), given.list('tag'), given.list('pool')];
  const runs = {
    ...stateFilter(context, given.list('state')),
    ...(tags.length > 0 ? { tags: { all_: tags } } : {}),
    ...(since ? { expected_start_time: { after_: pastFrom(since, '--since', context.nowMs) } } : {}),
    ...(deployment
      ? { deployment_id: { any_: [(await findDeployment(context.client, deployment)).id] } }
      : {}),
  };
  return {
    flow_runs: runs,
    ...(flows.length > 0 ? { flows: { name: { any_: flows } } } : {}),
    ...(pools.length > 0 ? { work_pools: { name: { any_: pools } } } : {}),
  };
};

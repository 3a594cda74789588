import type { FlowRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { Failure, usage } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import type { Given } from '../../given.ts';
import { hasRunFilter, RUN_FILTER_OPTIONS, runFilter } from './filter-options.ts';

const PAGE = 200;
const RUNS_MAX = 10_000;

/** What came of one run. */
export interface ChangedRun {
  readonly sentence: string;
  readonly value: object;
}
interface Wording {
  /** `cancel`: also begins the question. */
  readonly verb: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Whether even a single run is asked about. */
  readonly asksAlways?: true;
  /** Limits a filter to runs that the command can do something with. */
  readonly within?: readonly string[];
}

const matching = async (
  context: CommandContext,
  given: Given,
  within: readonly string[] | undefined,
): Promise<readonly FlowRunResponse[]> => {
  const filter = await runFilter(context, given);
  const limit = Math.min(given.count('limit') ?? RUNS_MAX, RUNS_MAX);
  const found: FlowRunResponse[] = [];
  for (let offset = 0; found.length < limit; offset += PAGE) {
    const page = await context.client.call('POST /flow_runs/filter', {
      body: { ...filter, sort: 'ID_DESC', limit: PAGE, offset },
    });
    found.push(...page.filter((run) => within === undefined || within.includes(run.state_type ?? '')));
    if (page.length < PAGE) break;
  }
  return found.slice(0, limit);
};

const chosen = async (
  context: CommandContext,
  given: Given,
  { verb, asksAlways, within }: Wording,
): Promise<readonly FlowRunResponse[]> => {
  if (given.args.length > 0 && hasRunFilter(given)) throw usage('runs by name, or by options, not both');
  if (given.args.length === 0 && !hasRunFilter(given))
    throw usage(
      `which runs? Name them, or choose by ${RUN_FILTER_OPTIONS.map(([flags]) => flags.split(' ')[0]).join(', ')}`,
    );
  const word = `${verb[0]!.toUpperCase()}${verb.slice(1)}`;
  if (given.args.length > 0) {
    const runs: FlowRunResponse[] = [];
    for (const wanted of given.args) runs.push(await findFlowRun(context.client, wanted));
    if (asksAlways)
      await context.confirm(`${word} flow run ${runs.map(({ name }) => `"${name}"`).join(', ')}?`);
    return runs;
  }
  const runs = await matching(context, given, within);
  if (runs.length > 0) await context.confirm(`${word} ${runs.length} flow run${runs.length > 1 ? 's' : ''}?`);
  return runs;
};

/**
 * `cancel`, `retry`, `delete`: of runs by name, or of all that options describe. One run by name prints that run, several
 * print a list. What fails does not keep the others from being done.
 */
export const changeRuns = (
  change: (context: CommandContext, run: FlowRunResponse) => Promise<ChangedRun>,
  wording: Wording,
): Command => ({
  name: wording.verb,
  summary: wording.summary,
  takes: [['[run...]', 'ids, beginnings of ids, or names']],
  options: [...RUN_FILTER_OPTIONS, ['--limit <count>', 'at most so many', String(RUNS_MAX)]],
  examples: wording.examples,
  run: async (context, given) => {
    const runs = await chosen(context, given, wording);
    const done: (ChangedRun & { readonly id: string })[] = [];
    const failures: unknown[] = [];
    for (const run of runs) {
      try {
        const changed = await change(context, run);
        done.push({ ...changed, id: run.id });
        if (context.print.isTable) context.print.note(changed.sentence, 'green');
      } catch (error) {
        if (runs.length === 1 || !(error instanceof Failure)) throw error;
        failures.push(error);
        context.print.note(error.message, 'red');
      }
    }
    if (runs.length === 0) context.print.note('No flow runs.');
    if (context.print.isTable) {
      if (runs.length > 1) context.print.note(`${done.length} of ${runs.length} flow runs.`);
    } else if (given.args.length === 1) await context.show(done[0]!.value, done[0]!.id, []);
    else
      await context.print.list(done, {
        columns: [],
        name: ({ id }) => id,
        empty: '',
        value: ({ value }) => value,
      });
    if (failures.length > 0)
      throw new Failure(`${failures.length} of ${runs.length} flow runs were left as they are`);
  },
});

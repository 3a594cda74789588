import type { OptionSpec } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { usage } from '../failure.ts';
import type { Given } from '../given.ts';
import { KINDS } from './kinds.ts';
import { type Step, planOf } from './plan.ts';
import { wantedFrom } from './resource-file.ts';
import { readWorkspace } from './workspace-resources.ts';

/** Where resources are declared. */
export const FILES: OptionSpec = [
  '-f, --file <file>...',
  'resources in YAML or JSON; "-" reads standard input; repeatable',
];

/** What it takes until the workspace holds what the given files declare, and the ids of what it holds. @throws Failure */
export const declaredPlan = async (
  context: CommandContext,
  given: Given,
): Promise<{ readonly steps: readonly Step[]; readonly idOf: ReadonlyMap<string, string> }> => {
  const files = given.list('file');
  if (files.length === 0) throw usage('which file? -f FILE');
  const wanted = await wantedFrom(context, files);
  const present = await readWorkspace(context.client, KINDS);
  return { steps: planOf(wanted, present, { mayChange: true }), idOf: present.idOf };
};

import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { applyPlan } from '../../resources/apply-plan.ts';
import { KINDS, kindsFrom } from '../../resources/kinds.ts';
import { planOf } from '../../resources/plan.ts';
import { printOutcomes, printPlan } from '../../resources/print-changes.ts';
import { ownSpecs, readWorkspace } from '../../resources/workspace-resources.ts';
import { type Connection, connectionOf, readSettings } from '../../settings/settings.ts';

export const transfer: Noun = {
  name: 'transfer',
  commands: [
    {
      name: '',
      summary: 'Copy what one profile’s workspace holds into that of another',
      options: [
        ['--from <profile>', 'where it is'],
        ['--to <profile>', 'where it shall be'],
        ['--only <kind>...', 'variables, blocks, work_pools, deployments, …; repeatable'],
        ['--overwrite', 'change what is there and differs; it is left as it is otherwise'],
        ['--dry-run', 'only show what would be done'],
      ],
      examples: [
        'transfer --from local --to cloud --dry-run',
        'transfer --from staging --to prod --only variables,blocks --overwrite',
      ],
      run: async (context, given) => {
        const [source, target] = [connectionTo(context, given, 'from'), connectionTo(context, given, 'to')];
        if (source.apiUrl === target.apiUrl)
          throw usage(`profiles "${source.profile}" and "${target.profile}" lead to the same workspace`);
        const kinds = kindsFrom(given.list('only'));
        const read = await readWorkspace(context.clientFor(source), KINDS);
        const wanted = ownSpecs(read, kinds);
        const client = context.clientFor(target);
        const present = await readWorkspace(client, KINDS);
        const steps = planOf(wanted, present, { mayChange: given.is('overwrite'), leavesStandard: true });
        if (given.is('dryRun')) return void (await printPlan(context, steps));
        const changes = steps.filter(({ action }) => action === 'change').length;
        if (changes > 0) await context.confirm(`Change ${changes} in profile "${target.profile}"?`);
        await printOutcomes(context, await applyPlan(client, present.idOf, steps));
      },
    },
  ],
};

/** Server and key of a profile; the environment says nothing here, or both would be the same. */
const connectionTo = (context: CommandContext, given: Given, option: 'from' | 'to'): Connection => {
  const name = given.text(option);
  if (name === undefined)
    throw usage(
      `which profile? --${option} PROFILE`,
      `Profiles: ${Object.keys(context.profileSet.profiles).join(', ')}`,
    );
  return connectionOf(readSettings(context.profileSet, name, {}), context.profileSet);
};

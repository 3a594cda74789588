import type { Noun } from '../../command.ts';
import { usage } from '../../failure.ts';
import { applyPlan } from '../../resources/apply-plan.ts';
import { KINDS } from '../../resources/kinds.ts';
import { planOf } from '../../resources/plan.ts';
import { printOutcomes, printPlan } from '../../resources/print-changes.ts';
import { wantedFrom } from '../../resources/resource-file.ts';
import { readWorkspace } from '../../resources/workspace-resources.ts';

export const apply: Noun = {
  name: 'apply',
  commands: [
    {
      name: '',
      summary: 'Create and change what a file declares; nothing is deleted',
      options: [
        ['-f, --file <file>...', 'resources in YAML or JSON; "-" reads standard input; repeatable'],
        ['--dry-run', 'only show what would be done'],
      ],
      examples: [
        'apply -f resources.yaml',
        'apply -f resources.yaml --dry-run',
        'apply -f - < resources.yaml',
      ],
      run: async (context, given) => {
        const files = given.list('file');
        if (files.length === 0) throw usage('which file? -f FILE');
        const wanted = await wantedFrom(context, files);
        const present = await readWorkspace(context.client, KINDS);
        const steps = planOf(wanted, present, { mayChange: true });
        if (given.is('dryRun')) return void (await printPlan(context, steps));
        await printOutcomes(context, await applyPlan(context.client, present.idOf, steps));
      },
    },
  ],
};

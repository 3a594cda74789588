import type { Noun } from '../../command.ts';
import { applyPlan } from '../../resources/apply-plan.ts';
import { FILES, declaredPlan } from '../../resources/declared-plan.ts';
import { printOutcomes, printPlan } from '../../resources/print-changes.ts';

export const apply: Noun = {
  name: 'apply',
  commands: [
    {
      name: '',
      summary: 'Create and change what a file declares; nothing is deleted',
      options: [FILES, ['--dry-run', 'only show what would be done']],
      examples: [
        'apply -f resources.yaml',
        'apply -f resources.yaml --dry-run',
        'apply -f - < resources.yaml',
      ],
      run: async (context, given) => {
        const { steps, idOf } = await declaredPlan(context, given);
        if (given.is('dryRun')) return void (await printPlan(context, steps));
        await printOutcomes(context, await applyPlan(context.client, idOf, steps));
      },
    },
  ],
};

import type { Noun } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { FILES, declaredPlan } from '../../resources/declared-plan.ts';
import { printPlan } from '../../resources/print-changes.ts';

export const diff: Noun = {
  name: 'diff',
  commands: [
    {
      name: '',
      summary: 'Show what apply would create and change',
      options: [FILES, ['--exit-code', 'end with 1 when something would change']],
      examples: ['diff -f resources.yaml', 'diff -f resources.yaml --exit-code'],
      run: async (context, given) => {
        const { steps } = await declaredPlan(context, given);
        const changes = await printPlan(context, steps);
        const refused = steps.filter(({ action }) => action === 'refuse').length;
        if (refused > 0) throw new Failure(`${refused} of ${steps.length} could not be done`);
        if (given.is('exitCode') && changes > 0) throw new Failure('', EXIT.failed);
      },
    },
  ],
};

import type { Noun } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure, usage } from '../../failure.ts';
import { KINDS } from '../../resources/kinds.ts';
import { planOf } from '../../resources/plan.ts';
import { printPlan } from '../../resources/print-changes.ts';
import { wantedFrom } from '../../resources/resource-file.ts';
import { readWorkspace } from '../../resources/workspace-resources.ts';

export const diff: Noun = {
  name: 'diff',
  commands: [
    {
      name: '',
      summary: 'Show what apply would create and change',
      options: [
        ['-f, --file <file>...', 'resources in YAML or JSON; "-" reads standard input; repeatable'],
        ['--exit-code', 'end with 1 when something would change'],
      ],
      examples: ['diff -f resources.yaml', 'diff -f resources.yaml --exit-code'],
      run: async (context, given) => {
        const files = given.list('file');
        if (files.length === 0) throw usage('which file? -f FILE');
        const wanted = await wantedFrom(context, files);
        const present = await readWorkspace(context.client, KINDS);
        const steps = planOf(wanted, present, { mayChange: true });
        const changes = await printPlan(context, steps);
        const refused = steps.filter(({ action }) => action === 'refuse').length;
        if (refused > 0) throw new Failure(`${refused} of ${steps.length} could not be done`);
        if (given.is('exitCode') && changes > 0) throw new Failure('', EXIT.failed);
      },
    },
  ],
};

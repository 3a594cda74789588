import type { Noun } from '../../command.ts';
import { KINDS, kindsFrom } from '../../resources/kinds.ts';
import type { ResourceKind, Spec } from '../../resources/resource.ts';
import { ownSpecs, readWorkspace } from '../../resources/workspace-resources.ts';

export const exportResources: Noun = {
  name: 'export',
  commands: [
    {
      name: '',
      summary: 'Print what the workspace holds as a file for apply',
      options: [
        ['--only <kind>...', 'variables, blocks, work_pools, deployments, …; repeatable'],
        ['--secrets', 'with the values of blocks'],
      ],
      examples: ['export > resources.yaml', 'export --only deployments,automations'],
      run: async (context, given) => {
        const kinds = kindsFrom(given.list('only'));
        const own = ownSpecs(await readWorkspace(context.client, KINDS), kinds);
        const document = Object.fromEntries(
          [...own]
            .filter(([, specs]) => specs.length > 0)
            .map(([kind, specs]) => [
              kind.member,
              given.is('secrets') ? specs : specs.map((spec) => withoutSecrets(kind, spec)),
            ]),
        );
        // YAML even for people: it is made to be put into a file
        if (!context.print.isTable)
          return context.show(document, kinds.map(({ member }) => member).join(','), []);
        const { stringify } = await import('../../yaml.ts');
        context.print.raw(stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }));
      },
    },
  ],
};

const withoutSecrets = ({ secret = [] }: ResourceKind, spec: Spec): Spec =>
  Object.fromEntries(Object.entries(spec).filter(([name]) => !secret.includes(name)));

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Noun } from '../../command.ts';

const FILE = 'orch-deployments.d.ts';

export const sdk: Noun = {
  name: 'sdk',
  commands: [
    {
      name: 'generate',
      summary: 'Write TypeScript types of the deployments of the workspace',
      options: [['--file <file>', 'where to; "-" is standard output', FILE]],
      examples: ['sdk generate', 'sdk generate --file src/deployments.d.ts', 'sdk generate --file -'],
      run: async (context, given) => {
        const { generateTypes } = await import('@orch/sdk/typegen');
        const text = await generateTypes(context.client);
        const file = given.text('file') ?? FILE;
        if (file === '-') return context.print.raw(text);
        const path = resolve(file);
        const isNew = contentOf(path) !== text; // an unchanged file is not touched: builds look at its time
        if (isNew) writeFileSync(path, text);
        await context.print.done(
          `${isNew ? 'Wrote' : 'Nothing changed in'} ${file}.`,
          { file: path, changed: isNew },
          path,
        );
      },
    },
  ],
};

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

import type { Noun } from '../../command.ts';
import { COMPLETION_SCRIPTS, type Shell } from '../../completion/scripts.ts';
import { usage } from '../../failure.ts';

export const completion: Noun = {
  name: 'completion',
  commands: [
    {
      name: '',
      summary: 'Completion script for a shell',
      takes: [['<shell>', 'bash, zsh, fish or pwsh']],
      examples: ['completion bash >> ~/.bashrc', 'completion fish | source'],
      run: async (context, given) => {
        const shell = given.arg(0);
        if (!Object.hasOwn(COMPLETION_SCRIPTS, shell))
          throw usage(`the shell is bash, zsh, fish or pwsh, not "${shell}"`);
        context.print.raw(COMPLETION_SCRIPTS[shell as Shell]); // checked above
      },
    },
  ],
};

import type { Command } from '../../command.ts';
import { knownProfile } from './known-profile.ts';

export const useProfile: Command = {
  name: 'use',
  summary: 'Make a profile the active one',
  takes: [['<name>', 'a profile']],
  examples: ['profile use staging'],
  run: async (context, given) => {
    const name = knownProfile(context.profileSet, given.arg(0));
    context.profiles.use(name);
    await context.print.done(`Now using profile ${name}.`, { name, active: true }, name);
    const other = context.terminal.env['ORCH_PROFILE'];
    if (other && other !== name)
      context.print.note(`ORCH_PROFILE=${other} in the environment comes before it.`, 'yellow');
  },
};

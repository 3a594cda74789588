import type { Command } from '../../command.ts';
import { knownProfile, newProfileName } from './known-profile.ts';

export const renameProfile: Command = {
  name: 'rename',
  summary: 'Give a profile another name',
  takes: [
    ['<name>', 'a profile'],
    ['<new-name>', 'its new name'],
  ],
  examples: ['profile rename default prod'],
  run: async (context, given) => {
    const name = knownProfile(context.profileSet, given.arg(0));
    const newName = newProfileName(context.profileSet, given.arg(1));
    context.profiles.rename(name, newName);
    await context.print.done(`Renamed profile ${name} to ${newName}.`, { name: newName }, newName);
  },
};

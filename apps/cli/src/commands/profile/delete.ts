import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { knownProfile } from './known-profile.ts';

export const deleteProfile: Command = {
  name: 'delete',
  summary: 'Remove a profile with its key',
  takes: [['<name>', 'a profile, not the active one']],
  examples: ['profile delete old --yes'],
  run: async (context, given) => {
    const name = knownProfile(context.profileSet, given.arg(0));
    if (context.profileSet.active === name)
      throw usage(`"${name}" is the active profile`, 'First: orch profile use OTHER');
    await context.confirm(`Delete profile "${name}"?`);
    context.profiles.delete(name);
    await context.print.done(`Deleted profile ${name}.`, { name }, name);
  },
};

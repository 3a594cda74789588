import type { Command } from '../../command.ts';
import { knownProfile, newProfileName } from './known-profile.ts';

export const createProfile: Command = {
  name: 'create',
  summary: 'Add a profile',
  takes: [['<name>', 'its name']],
  options: [['--from <profile>', 'copy the settings of another one']],
  examples: ['profile create staging', 'profile create dev --from prod'],
  run: async (context, given) => {
    const name = newProfileName(context.profileSet, given.arg(0));
    const from = given.text('from');
    const values =
      from === undefined ? {} : context.profileSet.profiles[knownProfile(context.profileSet, from)]!;
    context.profiles.create(name);
    context.profiles.set(name, values);
    await context.print.done(
      `Created profile ${name}. Use it with: orch profile use ${name}`,
      { name },
      name,
    );
  },
};

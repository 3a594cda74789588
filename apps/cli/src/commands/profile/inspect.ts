import type { Command } from '../../command.ts';
import { chooseProfile } from '../../settings/settings.ts';
import { knownProfile, shownValue } from './known-profile.ts';

export const inspectProfile: Command = {
  name: 'inspect',
  summary: 'Settings of a profile, keys hidden',
  takes: [['[name]', 'a profile; the active one when absent']],
  examples: ['profile inspect', 'profile inspect staging -o yaml'],
  run: async (context, given) => {
    const set = context.profileSet;
    const wished = given.args[0] ?? chooseProfile(set, context.global.profile, context.terminal.env);
    const name = knownProfile(set, wished);
    const settings = Object.entries(set.profiles[name]!).map(
      ([key, value]) => [key, shownValue(key, value)] as const,
    );
    await context.show({ name, settings: Object.fromEntries(settings) }, name, [['Name', name], ...settings]);
  },
};

import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';

export const unsetConfig: Command = {
  name: 'unset',
  summary: 'Remove settings of the profile',
  takes: [['<name...>', 'names of settings']],
  examples: ['config unset ORCH_OUTPUT'],
  run: async (context, given) => {
    const { profile } = context.settings;
    const stored = context.profileSet.profiles[profile] ?? {};
    const missing = given.args.find((name) => !Object.hasOwn(stored, name));
    if (missing !== undefined) throw usage(`profile "${profile}" does not set "${missing}"`);
    context.profiles.unset(profile, given.args);
    await context.print.done(
      `Removed ${given.args.join(', ')} from profile ${profile}.`,
      { profile, unset: given.args },
      profile,
    );
  },
};

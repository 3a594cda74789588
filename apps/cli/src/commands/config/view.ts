import type { Command } from '../../command.ts';
import { ENVIRONMENT } from '../../settings/settings.ts';
import { shownValue } from '../profile/known-profile.ts';

export const viewConfig: Command = {
  name: 'view',
  summary: 'What counts now, and where it comes from',
  examples: ['config view', 'config view -o json'],
  run: async (context) => {
    const { profile, values } = context.settings;
    const rows = [
      { name: 'profile', value: profile, source: context.global.profile ? 'option' : 'profiles.toml' },
      ...values.map(({ name, value, source }) => ({
        name,
        value: shownValue(name, value),
        source: source === 'profile' ? `profile ${profile}` : source,
      })),
      ...Object.keys(ENVIRONMENT)
        .filter((name) => context.terminal.env[name])
        .map((name) => ({ name, value: context.terminal.env[name]!, source: 'environment' })),
    ];
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: ({ name }) => name },
        { head: 'VALUE', text: ({ value }) => value, flexible: true },
        { head: 'FROM', text: ({ source }) => source, style: () => 'dim' },
      ],
      name: ({ name }) => name,
      empty: 'Nothing is set.',
    });
  },
};

import type { Command } from '../../command.ts';

export const lsProfiles: Command = {
  name: 'ls',
  summary: 'Profiles of this machine',
  examples: ['profile ls', 'profile ls -o json'],
  run: async (context) => {
    const { profiles } = context.profileSet;
    const current = context.settings.profile;
    const rows = Object.entries(profiles).map(([name, values]) => ({
      name,
      active: name === current,
      api_url: values['ORCH_API_URL'] ?? null,
      logged_in: values['ORCH_API_KEY'] !== undefined,
    }));
    await context.print.list(rows, {
      columns: [
        { head: '', text: ({ active }) => (active ? '*' : ' '), style: () => 'green' },
        { head: 'NAME', text: ({ name }) => name, flexible: true },
        { head: 'KEY', text: ({ logged_in }) => (logged_in ? 'yes' : 'no') },
        { head: 'SERVER', text: ({ api_url }) => api_url ?? '', flexible: true },
      ],
      name: ({ name }) => name,
      empty: 'No profiles yet: orch cloud login',
    });
  },
};

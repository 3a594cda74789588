import type { Command } from '../../command.ts';

/** What a newcomer needs beside the log-in: the server that `orch server start` starts. */
const DEFAULTS = { local: { ORCH_API_URL: 'http://127.0.0.1:4200/api' } } as const;

export const populateDefaults: Command = {
  name: 'populate-defaults',
  summary: 'Add the profile of a server on this machine; those there are stay',
  examples: ['profile populate-defaults'],
  run: async (context) => {
    const missing = Object.entries(DEFAULTS).filter(
      ([name]) => !Object.hasOwn(context.profileSet.profiles, name),
    );
    for (const [name, values] of missing) {
      context.profiles.create(name);
      context.profiles.set(name, values);
    }
    const names = missing.map(([name]) => name);
    const sentence =
      names.length === 0
        ? 'Nothing was added: everything is there already.'
        : `Added profile ${names.join(', ')}. Use it with: orch profile use ${names[0]}`;
    await context.print.done(sentence, { added: names }, names.join('\n'));
  },
};

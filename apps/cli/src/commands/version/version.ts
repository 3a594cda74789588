import type { Noun } from '../../command.ts';
import { VERSION } from '../../version.ts';

/** The server's versions; null when there is none to ask or it does not answer. */
interface ServerVersion {
  readonly url: string;
  readonly api: string | null;
}

export const version: Noun = {
  name: 'version',
  commands: [
    {
      name: '',
      summary: 'Versions of this command and of the server',
      examples: ['version', 'version -o json'],
      run: async (context) => {
        const url = context.settings.values.find(({ name }) => name === 'ORCH_API_URL')?.value;
        let server: ServerVersion | null = null;
        if (url !== undefined) {
          const answer = await context.client.call('GET /version', {}).catch(() => null);
          server = { url: context.client.place.root, api: answer === null ? null : String(answer) };
        }
        const found = {
          orch: VERSION,
          node: process.versions.node,
          profile: context.settings.profile,
          server,
        };
        await context.show(found, VERSION, [
          ['orch', VERSION],
          ['Node', process.versions.node],
          ['Profile', context.settings.profile],
          [
            'Server',
            server ? `${server.url} (${server.api ?? 'does not answer'})` : 'none: orch cloud login',
          ],
        ]);
      },
    },
  ],
};

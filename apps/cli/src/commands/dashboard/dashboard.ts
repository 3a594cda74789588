import { apiPlaceOf } from '@orch/client';
import type { Noun } from '../../command.ts';
import { openBrowser } from '../../login/open-browser.ts';

export const dashboard: Noun = {
  name: 'dashboard',
  commands: [
    {
      name: 'open',
      summary: 'Open the web interface of the profile',
      options: [['--print', 'only print its address']],
      examples: ['dashboard open', 'dashboard open --print'],
      run: async (context, given) => {
        const url = webAddress(context.connection.apiUrl);
        if (!given.is('print')) openBrowser(url, context.terminal.env['BROWSER'] || undefined);
        if (context.print.isTable) context.print.raw(`${url}\n`);
        else await context.show({ url }, url, []);
      },
    },
  ],
};

/** The pages lie beside the API, those of a workspace below its own address. */
const webAddress = (apiUrl: string): string => {
  const { root, accountId, workspaceId } = apiPlaceOf(apiUrl);
  const web = root.replace(/\/api$/, '');
  return accountId === null ? web : `${web}/account/${accountId}/workspace/${workspaceId}`;
};

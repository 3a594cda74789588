import type { Noun } from '../../command.ts';
import { usage } from '../../failure.ts';
import { pairsFrom } from '../../values.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export const api: Noun = {
  name: 'api',
  commands: [
    {
      name: '',
      summary: 'Any request of the REST API',
      takes: [
        ['<method>', 'GET, POST, PUT, PATCH or DELETE'],
        ['<path>', 'relative to the workspace; /me, /accounts and /users to the server'],
      ],
      options: [
        ['-d, --data <json>', 'body; "-" reads it from standard input'],
        ['-q, --query <name=value>...', 'member of the query; repeatable'],
      ],
      examples: ['api GET /me/workspaces', `api POST /flow_runs/filter -d '{"limit": 3}'`],
      run: async (context, given) => {
        const method = given.arg(0).toUpperCase();
        if (!METHODS.includes(method)) throw usage(`the method is one of ${METHODS.join(', ')}`);
        const data = given.text('data');
        const text = data === '-' ? await context.terminal.readInput() : data;
        const path = given.arg(1).startsWith('/') ? given.arg(1) : `/${given.arg(1)}`;
        const response = await context.client.send(method, path, {
          query: pairsFrom(given.list('query'), '--query'),
          body: text === undefined ? undefined : bodyFrom(text),
          signal: context.signal,
        });
        const answer = await response.text();
        if (answer === '') return context.print.note(`${response.status} ${response.statusText}`);
        if (!/json/.test(response.headers.get('content-type') ?? '')) return context.print.raw(answer);
        const value: unknown = JSON.parse(answer);
        if (context.print.isTable) context.print.raw(`${JSON.stringify(value, null, 2)}\n`);
        else await context.show(value, String(response.status), []);
      },
    },
  ],
};

const bodyFrom = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw usage('--data is not JSON');
  }
};

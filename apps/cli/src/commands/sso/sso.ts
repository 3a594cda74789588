import type { Command, Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { column, idColumn, wide } from '../../output/columns.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { connectionPath, connectionThing, type FoundConnection } from './connection-thing.ts';
import { createConnection } from './create.ts';
import { addDomain, lsDomains, removeDomain, verifyDomain } from './domains.ts';

const MEMBERS =
  'name id enabled enforced issuer client_id has_client_secret scopes group_claim just_in_time redirect_uri start_url created updated';

const patch =
  (body: object) =>
  ({ client }: CommandContext, row: FoundConnection): Promise<unknown> =>
    client.call('PATCH /accounts/{account}/sso/connections/{id}', {
      path: connectionPath(row),
      body: { ...body },
    });

const lsConnections: Command = {
  name: 'ls',
  summary: 'List connections to identity providers',
  examples: ['sso ls'],
  run: async (context) => {
    const rows = await context.client.call('GET /accounts/{account}/sso/connections', {
      path: { account: await context.accountId() },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        column('ENABLED', 'enabled'),
        column('ENFORCED', 'enforced'),
        wide('ISSUER', 'issuer'),
        idColumn,
      ],
      name: connectionThing.name,
      empty: 'No SSO connections.',
    });
  },
};

const testConnection: Command = {
  name: 'test',
  summary: 'Ask a provider for its metadata and keys',
  takes: [connectionThing.argument],
  examples: ['sso test Okta'],
  run: async (context, given) => {
    const connection = await connectionThing.find(context, given.arg(0));
    const result = await context.client.call('POST /accounts/{account}/sso/connections/{id}/test', {
      path: connectionPath(connection),
    });
    if (!result.ok) throw new Failure(`${connection.name}: ${result.problem ?? 'it does not work'}`);
    await context.print.done(`${connection.name} answers.`, result, connection.name);
  },
};

export const sso: Noun = {
  name: 'sso',
  commands: [
    lsConnections,
    createConnection,
    inspectCommand(connectionThing, MEMBERS.split(' '), { examples: ['sso inspect Okta'] }),
    testConnection,
    changeCommand(connectionThing, patch({ enabled: true }), {
      verb: 'enable',
      summary: 'Let people sign in by it',
      past: 'Enabled',
      examples: ['sso enable Okta'],
    }),
    changeCommand(connectionThing, patch({ enabled: false }), {
      verb: 'disable',
      summary: 'Let nobody sign in by it',
      past: 'Disabled',
      examples: ['sso disable Okta'],
    }),
    changeCommand(connectionThing, patch({ enforced: true }), {
      verb: 'enforce',
      summary: 'Take no passwords of people in its domains',
      past: 'Enforced',
      examples: ['sso enforce Okta'],
    }),
    deleteCommand(
      connectionThing,
      ({ client }, row) =>
        client.call('DELETE /accounts/{account}/sso/connections/{id}', { path: connectionPath(row) }),
      { examples: ['sso delete Okta --yes'] },
    ),
    lsDomains,
    addDomain,
    verifyDomain,
    removeDomain,
  ],
};

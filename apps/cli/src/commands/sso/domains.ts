import type { SsoDomainResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { wide } from '../../output/columns.ts';
import { connectionPath, connectionThing, type FoundConnection } from './connection-thing.ts';

const DOMAIN_ARGUMENT = ['<domain>', 'e.g. example.com'] as const;

const domainsOf = (
  { client }: CommandContext,
  connection: FoundConnection,
): Promise<readonly SsoDomainResponse[]> =>
  client.call('GET /accounts/{account}/sso/connections/{id}/domains', { path: connectionPath(connection) });

const domainPath = async (
  context: CommandContext,
  wanted: string,
  domain: string,
): Promise<{ account: string; id: string; domain: string }> => {
  const connection = await connectionThing.find(context, wanted);
  const found = (await domainsOf(context, connection)).find(
    (one) => one.domain === domain || one.id === domain,
  );
  if (!found) throw new Failure(`SSO connection ${connection.name} has no domain ${domain}`);
  return { ...connectionPath(connection), domain: found.id };
};

export const lsDomains: Command = {
  name: 'domain ls',
  summary: 'List the e-mail domains of a connection',
  takes: [connectionThing.argument],
  examples: ['sso domain ls Okta'],
  run: async (context, given) => {
    const rows = await domainsOf(context, await connectionThing.find(context, given.arg(0)));
    await context.print.list(rows, {
      columns: [
        wide('DOMAIN', 'domain'),
        {
          head: 'VERIFIED',
          text: ({ verified, verified_by }) => (verified ? `by ${verified_by ?? 'dns'}` : 'no'),
          style: ({ verified }) => (verified ? 'green' : 'yellow'),
        },
        wide('TXT NAME', 'txt_name'),
        wide('TXT VALUE', 'txt_value'),
      ],
      name: ({ domain }) => domain,
      empty: 'No domains.',
    });
  },
};

export const addDomain: Command = {
  name: 'domain add',
  summary: 'Add an e-mail domain; its owner proves it by a TXT record',
  takes: [connectionThing.argument, DOMAIN_ARGUMENT],
  examples: ['sso domain add Okta example.com'],
  run: async (context, given) => {
    const connection = await connectionThing.find(context, given.arg(0));
    const created = await context.client.call('POST /accounts/{account}/sso/connections/{id}/domains', {
      path: connectionPath(connection),
      body: { domain: given.arg(1) },
    });
    await context.print.done(`Added domain ${created.domain}.`, created, created.domain);
    if (context.print.isTable)
      context.print.note(`Prove it by this TXT record: ${created.txt_name} ${created.txt_value}`);
  },
};

export const verifyDomain: Command = {
  name: 'domain verify',
  summary: 'Look for the TXT record of a domain',
  takes: [connectionThing.argument, DOMAIN_ARGUMENT],
  examples: ['sso domain verify Okta example.com'],
  run: async (context, given) => {
    const path = await domainPath(context, given.arg(0), given.arg(1));
    const verified = await context.client.call(
      'POST /accounts/{account}/sso/connections/{id}/domains/{domain}/verify',
      { path },
    );
    await context.print.done(`Domain ${given.arg(1)} is verified.`, verified ?? path, given.arg(1));
  },
};

export const removeDomain: Command = {
  name: 'domain remove',
  summary: 'Remove an e-mail domain of a connection',
  takes: [connectionThing.argument, DOMAIN_ARGUMENT],
  examples: ['sso domain remove Okta example.com --yes'],
  run: async (context, given) => {
    const path = await domainPath(context, given.arg(0), given.arg(1));
    await context.confirm(`Remove domain "${given.arg(1)}"?`);
    await context.client.call('DELETE /accounts/{account}/sso/connections/{id}/domains/{domain}', { path });
    await context.print.done(`Removed domain ${given.arg(1)}.`, { domain: given.arg(1) }, given.arg(1));
  },
};

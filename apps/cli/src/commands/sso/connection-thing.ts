import type { SsoConnectionResponse } from '@orch/contract';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';

/** A connection with the account it is of. */
export interface FoundConnection extends SsoConnectionResponse {
  readonly account: string;
}

export const connectionThing = {
  kind: 'SSO connection',
  argument: ['<connection>', 'name or id'],
  find: async (context: CommandContext, wanted: string): Promise<FoundConnection> => {
    const account = await context.accountId();
    const rows = await context.client.call('GET /accounts/{account}/sso/connections', { path: { account } });
    return { ...pickOne(rows, wanted, 'SSO connection'), account };
  },
  name: ({ name }: { readonly name: string }) => name,
} as const;
export const connectionPath = ({ account, id }: FoundConnection) => ({ account, id });

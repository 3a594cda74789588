import type { Config } from '@orch/platform';
import { publicUrlOf } from '../sso/public-url.ts';

/** What the addresses of an account's SCIM resources begin with. */
export const baseUrlOf = (
  config: Config,
  { headers }: { readonly headers: { readonly host?: string | undefined } },
  accountId: string,
): string => `${publicUrlOf(config, headers.host)}/api/accounts/${accountId}/scim/v2`;

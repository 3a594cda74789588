import { Controller, Get, Header, Post } from '@nestjs/common';
import {
  type ClientGrant,
  type ClientGrantCreate,
  clientGrantCreate,
  clientGrantQuery,
  type Consent,
} from '@orch/contract';
import { Clock, OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, type Principal, WireBody, WireQuery } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { timeOrNull } from '../api-keys/api-key.presenter.ts';
import { clientNameOf, consentOf, keyNameOf, suggestedName } from './consent.ts';
import { loopbackUrl, reportUrls } from './loopback-url.ts';
import { MintClientKey } from './mint-client-key.ts';
import { requirePerson } from './require-person.ts';

type Asked = (typeof clientGrantQuery)['_output'];

/**
 * Browser log-in of the Python client: it listens on this computer, the page asks here for a key and hands it over.
 * Upstream: cli/cloud, login (3.8.8).
 */
@Controller('api/auth/client-grants')
export class ClientGrantsController {
  constructor(
    private readonly changes: AccessChanges,
    private readonly mint: MintClientKey,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('signed-in')
  consent(@CurrentPrincipal() principal: Principal, @WireQuery(clientGrantQuery) asked: Asked): Consent {
    requirePerson(principal);
    const destination = callbackOf(asked.callback).host;
    return consentOf(principal, {
      client: clientNameOf(asked.source),
      destination,
      keyName: this.nameOf(asked),
    });
  }

  @Post()
  @Header('cache-control', 'no-store')
  @Allow('signed-in')
  async grant(
    @CurrentPrincipal() principal: Principal,
    @WireBody(clientGrantCreate) body: ClientGrantCreate,
  ): Promise<ClientGrant> {
    requirePerson(principal);
    const { success, failure } = reportUrls(callbackOf(body.callback));
    const minted = await this.changes.write((tx) =>
      this.mint.execute(tx, {
        userId: principal.actorId,
        handle: principal.name,
        name: keyNameOf(body.name, this.nameOf(body)),
        days: body.expires_in_days,
        via: 'client grant',
        client: clientNameOf(body.source),
      }),
    );
    const { id, name, expires_at } = minted.row;
    return {
      api_key: minted.key.reveal(),
      id,
      name,
      expiration: timeOrNull(expires_at),
      success_url: success,
      failure_url: failure,
    };
  }

  private nameOf({ source }: Pick<Asked, 'source'>): string {
    return suggestedName(clientNameOf(source), null, new Date(this.clock.nowUs() / 1000));
  }
}

/** @throws OrchError `callback.refused` */
function callbackOf(text: string): URL {
  const url = loopbackUrl(text);
  if (!url) throw new OrchError('callback.refused');
  return url;
}

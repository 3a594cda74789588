import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { Egress, type EgressRequest } from '@orch/platform';
import * as oidc from 'openid-client';
import { canonicalIssuer } from '../connections/canonical-issuer.ts';
import type { OidcProvider } from './oidc-providers.ts';

interface Known {
  readonly configuration: Promise<oidc.Configuration>;
  readonly untilUs: Micros;
}

const KEPT_US = 600 * US_PER_SECOND;
const KEPT_FAILURE_US = 10 * US_PER_SECOND;
const KNOWN_MAX = 500;
const TIMEOUT_SECONDS = 10;

/** What we know of providers: their metadata and keys, asked through the egress and kept for ten minutes. */
@Injectable()
export class OidcClients {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** @throws Error of openid-client, with an `EgressError` as its cause when the provider was not reached */
  async configuration(provider: OidcProvider): Promise<oidc.Configuration> {
    const key = keyOf(provider);
    const kept = this.known.get(key);
    if (kept && kept.untilUs > this.clock.nowUs()) return kept.configuration;
    const configuration = this.discover(provider);
    this.known.delete(key);
    if (this.known.size >= KNOWN_MAX) this.known.delete(this.known.keys().next().value!); // the oldest
    this.known.set(key, { configuration, untilUs: this.clock.nowUs() + KEPT_US });
    // who does not answer is not asked again for every click
    configuration.catch(() =>
      this.known.set(key, { configuration, untilUs: this.clock.nowUs() + KEPT_FAILURE_US }),
    );
    return configuration;
  }

  /** Asks again, for somebody who is setting a connection up. */
  async fresh(provider: OidcProvider): Promise<oidc.Configuration> {
    this.known.delete(keyOf(provider));
    return this.configuration(provider);
  }

  private async fetch(
    url: string,
    { method, headers, body, signal }: oidc.CustomFetchOptions,
  ): Promise<Response> {
    if (body instanceof ReadableStream) throw new Error('openid-client streams a request');
    const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
    const text = bytes instanceof URLSearchParams ? bytes.toString() : (bytes ?? null);
    // openid-client speaks no other methods
    return this.egress.fetch(url, { method: method as Method, headers, body: text, signal });
  }

  private async discover(provider: OidcProvider): Promise<oidc.Configuration> {
    const issuer = new URL(provider.issuer);
    // the egress lets plain http through for listed addresses only
    const insecure = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    const configuration = await oidc.discovery(
      issuer,
      provider.clientId,
      undefined,
      authenticationOf(provider),
      {
        // without this the signature of an ID token that came over TLS is not looked at
        execute: [...insecure, oidc.enableNonRepudiationChecks],
        timeout: TIMEOUT_SECONDS,
        [oidc.customFetch]: (url, options) => this.fetch(url, options),
      },
    );
    // some multi-tenant providers answer for every tenant of theirs: then anybody's tenant could sign people in
    const found = configuration.serverMetadata().issuer;
    if (canonicalIssuer(found) !== canonicalIssuer(provider.issuer))
      throw new Error(`the provider calls itself ${found}`);
    return configuration;
  }
}

type Method = NonNullable<EgressRequest['method']>;

function keyOf({ id, issuer, clientId, clientSecret }: OidcProvider): string {
  const parts = [id, issuer, clientId, clientSecret?.reveal() ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** In the way the provider knows: by header, which every provider must know, unless it only lists the other one. */
function authenticationOf({ clientSecret }: OidcProvider): oidc.ClientAuth {
  if (clientSecret === undefined) return oidc.None();
  const byHeader = oidc.ClientSecretBasic(clientSecret.reveal());
  const byBody = oidc.ClientSecretPost(clientSecret.reveal());
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? byHeader : byBody;
    return authenticate(server, client, body, headers);
  };
}

import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Micros, OrchError } from '@orch/kernel';
import { type Access, CONFIG, type Config, RequestGate, TokenBuckets } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddressPolicy } from '../ip-allow-list/address-policy.ts';
import { AddressPolicies } from '../ip-allow-list/address-policies.ts';
import { RequestUsage } from './request-usage.ts';
import { usageKeyOf } from './usage-key.ts';

/**
 * Allowed addresses, then rate limits, of the account that a request is for. Every request passes: while the account's
 * addresses are known and nothing is limited, it waits for nothing and makes no object.
 */
@Injectable()
export class AccountGate extends RequestGate {
  private readonly keys: TokenBuckets;
  private readonly accounts: TokenBuckets;

  constructor(
    private readonly policies: AddressPolicies,
    private readonly usage: RequestUsage,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    super();
    this.keys = new TokenBuckets(config.rateLimits.perKey);
    this.accounts = new TokenBuckets(config.rateLimits.perAccount);
  }

  override admit(request: FastifyRequest, reply: FastifyReply, access: Access): Promise<void> | void {
    const { accountId } = access.scope;
    const policy = this.policies.kept(accountId);
    if (policy === undefined)
      return this.policies.load(accountId).then((loaded) => this.pass(loaded, request, reply, access));
    this.pass(policy, request, reply, access);
  }

  override admitAddress(address: string, { scope }: Access): Promise<void> | void {
    const policy = this.policies.kept(scope.accountId);
    if (policy === undefined)
      return this.policies.load(scope.accountId).then((loaded) => this.policies.require(loaded, address));
    this.policies.require(policy, address);
  }

  private pass(
    policy: AddressPolicy | null,
    request: FastifyRequest,
    reply: FastifyReply,
    access: Access,
  ): void {
    if (policy !== null && !policy.isOpen) this.policies.require(policy, request.ip);
    const nowUs = this.clock.nowUs();
    const key = usageKeyOf(request.raw.url ?? '');
    const problem = this.keys.isOn || this.accounts.isOn ? this.take(reply, access, nowUs) : undefined;
    this.usage.count(access.scope.accountId, key, problem === undefined, nowUs);
    if (problem) throw problem;
  }

  /** Takes a token of the key and one of the account, or none. */
  private take(reply: FastifyReply, { principal, scope }: Access, nowUs: Micros): OrchError | undefined {
    const user = principal.keyId ?? principal.sessionId ?? principal.actorId;
    const leftOfKey = this.keys.isOn ? this.keys.take(user, nowUs) : Infinity;
    if (leftOfKey < 0) return refusal('key', this.keys, this.keys.waitSeconds(user, nowUs));
    const left = this.accounts.isOn ? this.accounts.take(scope.accountId, nowUs) : Infinity;
    if (left < 0) {
      this.keys.putBack(user);
      return refusal('account', this.accounts, this.accounts.waitSeconds(scope.accountId, nowUs));
    }
    const [policy, buckets, remaining] =
      leftOfKey <= left
        ? (['key', this.keys, leftOfKey] as const)
        : (['account', this.accounts, left] as const);
    const headers = limitHeaders(policy, buckets.perMinute, remaining, 1);
    void reply.headers(headers);
    return undefined;
  }
}

/** What is left of the tightest limit. IETF draft-ietf-httpapi-ratelimit-headers. */
const limitHeaders = (
  policy: string,
  perMinute: number,
  remaining: number,
  seconds: number,
): Record<string, string> => ({
  'ratelimit-policy': `"${policy}";q=${perMinute};w=60`,
  ratelimit: `"${policy}";r=${remaining};t=${seconds}`,
});

function refusal(policy: string, { perMinute }: TokenBuckets, seconds: number): OrchError {
  const headers = { 'retry-after': String(seconds), ...limitHeaders(policy, perMinute, 0, seconds) };
  return new OrchError('rate_limit.exceeded', { policy }, { limit: perMinute, seconds }, headers);
}

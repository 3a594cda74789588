import { Injectable } from '@nestjs/common';
import { Clock, type Micros, OrchError, US_PER_SECOND } from '@orch/kernel';
import { currentRequest } from '@orch/platform';

interface Bucket {
  tokens: number;
  atUs: Micros;
}

interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

const BY_NETWORK: Rate = { burst: 60, perMinute: 30 };
const BY_EMAIL: Rate = { burst: 10, perMinute: 5 };
const BUCKETS_MAX = 20_000;
const MINUTE_US = 60 * US_PER_SECOND;

/** The part of an address that one customer has: a network of 64 bits in IPv6, a single address in IPv4. */
export function networkOf(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (v4 !== undefined) return v4;
  const [head = '', tail] = ip.toLowerCase().split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return `${groups
    .slice(0, 4)
    .map((g) => g.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/**
 * How often one network or one e-mail address may knock: sign-ins, sign-ups, links by mail. Kept in this process, so
 * it costs nothing; guessing passwords is held back across processes by `SignInFailureRepository`.
 */
@Injectable()
export class AttemptLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** @throws OrchError `auth.too_many` with Retry-After */
  admit(action: string, email?: string): void {
    const ip = currentRequest()?.ip;
    const waits = [
      ip === undefined ? 0 : this.take(`${action} ${networkOf(ip)}`, BY_NETWORK),
      email === undefined ? 0 : this.take(`${action} ${email.toLowerCase()}`, BY_EMAIL),
    ];
    const seconds = Math.max(...waits);
    if (seconds > 0) throw tooMany(seconds);
  }

  /** Seconds until there is a token again; 0: one was taken. */
  private take(key: string, { burst, perMinute }: Rate): number {
    const nowUs = this.clock.nowUs();
    const bucket = this.buckets.get(key) ?? { tokens: burst, atUs: nowUs };
    const gained = ((nowUs - bucket.atUs) / MINUTE_US) * perMinute;
    bucket.tokens = Math.min(burst, bucket.tokens + gained);
    bucket.atUs = nowUs;
    // last in the order of the map: the first one is who was not heard of the longest
    this.buckets.delete(key);
    if (this.buckets.size >= BUCKETS_MAX) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perMinute) * 60);
    bucket.tokens -= 1;
    return 0;
  }
}

/** The answer to somebody who knocks too often. */
export const tooMany = (seconds: number): OrchError =>
  new OrchError('auth.too_many', {}, { seconds }, { 'retry-after': String(seconds) });

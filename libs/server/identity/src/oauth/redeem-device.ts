import { Injectable } from '@nestjs/common';
import type { TokenForm } from '@orch/contract';
import { Clock, microsFromPg, US_PER_SECOND } from '@orch/kernel';
import type { Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { CLI_NAME } from './authorization-request.ts';
import { MintClientKey, type MintedKey } from './mint-client-key.ts';
import { OAuthDeviceRepository, type PollingDeviceRow } from './oauth-device.repository.ts';
import { OAuthError, type OAuthErrorCode } from './oauth-error.ts';
import { hashSecret } from './one-time-secret.ts';

/** RFC 8628 3.5: a device that asks too soon waits so much longer between its questions. */
const SLOWER_SECONDS = 5;
/** Clocks and networks are not exact: a question that comes this much too soon is in time. */
const TOLERANCE_US = US_PER_SECOND / 2;

const TEXTS = {
  invalid_grant: 'the device code is unknown, used or not of this client',
  expired_token: 'nobody approved in time',
  access_denied: 'the request was denied',
  authorization_pending: 'nobody has decided yet',
  slow_down: 'ask less often',
} as const satisfies Partial<Record<OAuthErrorCode, string>>;
type Outcome = MintedKey | keyof typeof TEXTS;

/** Answers a device that asks whether it was approved; once it was, with an API key, once. */
@Injectable()
export class RedeemDevice {
  constructor(
    private readonly changes: AccessChanges,
    private readonly devices: OAuthDeviceRepository,
    private readonly mint: MintClientKey,
    private readonly clock: Clock,
  ) {}

  /** @throws OAuthError as RFC 8628 3.5 */
  async execute({ device_code, client_id }: TokenForm): Promise<MintedKey> {
    if (device_code === undefined) throw new OAuthError('invalid_request', 'device_code is needed');
    const outcome = await this.changes.write((tx) => this.judge(tx, hashSecret(device_code), client_id));
    if (typeof outcome === 'string') throw new OAuthError(outcome, TEXTS[outcome]);
    return outcome;
  }

  private async judge(tx: Tx, hash: Buffer, clientId: string | undefined): Promise<Outcome> {
    const row = await this.devices.lock(tx, hash);
    if (!row || row.client_id !== clientId) return 'invalid_grant';
    const nowUs = this.clock.nowUs();
    if (microsFromPg(row.expires_at) <= nowUs) return 'expired_token';
    if (row.is_approved === null) return this.wait(tx, row);
    await this.devices.remove(tx, row.id);
    const { user_id: userId, handle, key_name: name, key_days: days, is_approved, is_disabled } = row;
    if (!is_approved || is_disabled || userId === null || handle === null || name === null)
      return 'access_denied';
    return this.mint.execute(tx, { userId, handle, name, days, via: 'device code', client: CLI_NAME });
  }

  private async wait(tx: Tx, { id, interval_seconds, last_polled_at }: PollingDeviceRow): Promise<Outcome> {
    const nowUs = this.clock.nowUs();
    const sinceUs = last_polled_at === null ? Infinity : nowUs - microsFromPg(last_polled_at);
    const isTooSoon = sinceUs + TOLERANCE_US < interval_seconds * US_PER_SECOND;
    await this.devices.polled(tx, id, nowUs, interval_seconds + (isTooSoon ? SLOWER_SECONDS : 0));
    return isTooSoon ? 'slow_down' : 'authorization_pending';
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { type DeviceAuthorization, OAUTH_CLI_CLIENT_ID } from '@orch/contract';
import { Clock, Ids, US_PER_SECOND } from '@orch/kernel';
import { CONFIG, type Config, Database, type Tx } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { AttemptLimits, tooMany } from '../people/attempt-limits.ts';
import { publicUrlOf } from '../sso/public-url.ts';
import { OAuthDeviceRepository } from './oauth-device.repository.ts';
import { OAuthError } from './oauth-error.ts';
import { hashSecret, newSecret } from './one-time-secret.ts';
import { newUserCode, shownUserCode } from './user-code.ts';

const LIFE_SECONDS = 600;
const INTERVAL_SECONDS = 5;
/** More devices than this of one address do not wait at once, whichever process they ask. */
const OF_IP_MAX = 100;
const TRIES_MAX = 5;
const USER_AGENT_CHARACTERS_MAX = 300;

/** Begins the log-in of a device that has no browser (RFC 8628 3.1 and 3.2). */
@Injectable()
export class AuthorizeDevice {
  constructor(
    private readonly database: Database,
    private readonly devices: OAuthDeviceRepository,
    private readonly limits: AttemptLimits,
    private readonly clock: Clock,
    private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws OAuthError `invalid_client`; OrchError `auth.too_many` */
  async execute(
    form: { client_id?: string | undefined; device_name?: string | undefined },
    request: FastifyRequest,
  ): Promise<DeviceAuthorization> {
    if (form.client_id !== OAUTH_CLI_CLIENT_ID)
      throw new OAuthError('invalid_client', 'client_id is not known');
    this.limits.admit('device');
    const deviceCode = newSecret();
    const userCode = await this.database.transactionOutside((tx) =>
      this.add(tx, deviceCode, form.device_name, request),
    );
    const page = `${publicUrlOf(this.config, request.headers.host)}/auth/device`;
    const shown = shownUserCode(userCode);
    return {
      device_code: deviceCode,
      user_code: shown,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${shown}`,
      expires_in: LIFE_SECONDS,
      interval: INTERVAL_SECONDS,
    };
  }

  private async add(
    tx: Tx,
    deviceCode: string,
    deviceName: string | undefined,
    { ip, headers }: FastifyRequest,
  ): Promise<string> {
    const createdUs = this.clock.nowUs();
    const lifeUs = LIFE_SECONDS * US_PER_SECOND;
    if ((await this.devices.countOfIp(tx, ip, createdUs - lifeUs)) >= OF_IP_MAX) throw tooMany(LIFE_SECONDS);
    await this.devices.sweep(tx, createdUs - lifeUs);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const userCode = newUserCode();
      const isAdded = await this.devices.add(tx, {
        id: this.ids.next(),
        hash: hashSecret(deviceCode),
        userCode,
        clientId: OAUTH_CLI_CLIENT_ID,
        deviceName: deviceName ?? null,
        ip,
        userAgent: headers['user-agent']?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null,
        intervalSeconds: INTERVAL_SECONDS,
        createdUs,
        expiresUs: createdUs + lifeUs,
      });
      if (isAdded) return userCode;
    }
    throw new Error('no user code is free');
  }
}

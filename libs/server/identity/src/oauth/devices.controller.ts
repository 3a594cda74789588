import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type DeviceDecided,
  type DeviceDecision,
  deviceDecision,
  deviceQuery,
  type DeviceRequest,
} from '@orch/contract';
import { Clock, OrchError, pgToWire } from '@orch/kernel';
import { Allow, AuditLog, CurrentPrincipal, type Principal, WireBody, WireQuery } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AttemptLimits } from '../people/attempt-limits.ts';
import { CLI_NAME } from './authorization-request.ts';
import { consentOf, keyNameOf, suggestedName } from './consent.ts';
import { OAuthDeviceRepository, type WaitingDeviceRow } from './oauth-device.repository.ts';
import { requirePerson } from './require-person.ts';
import { readUserCode, shownUserCode } from './user-code.ts';

type Asked = (typeof deviceQuery)['_output'];

/** The approval page of devices: a person types the code that the device shows. */
@Controller('api/auth/device')
export class DevicesController {
  constructor(
    private readonly devices: OAuthDeviceRepository,
    private readonly changes: AccessChanges,
    private readonly limits: AttemptLimits,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('signed-in')
  async read(
    @CurrentPrincipal() principal: Principal,
    @WireQuery(deviceQuery) { user_code }: Asked,
  ): Promise<DeviceRequest> {
    requirePerson(principal);
    const row = await this.waiting(principal, user_code);
    const asked = {
      client: CLI_NAME,
      destination: row.device_name ?? 'another device',
      keyName: this.nameOf(row),
    };
    return {
      ...consentOf(principal, asked),
      user_code: shownUserCode(row.user_code),
      requested: pgToWire(row.created),
      expires: pgToWire(row.expires_at),
      ip: row.ip,
      user_agent: row.user_agent,
    };
  }

  @Post()
  @HttpCode(200)
  @Allow('signed-in')
  async decide(
    @CurrentPrincipal() principal: Principal,
    @WireBody(deviceDecision) body: DeviceDecision,
  ): Promise<DeviceDecided> {
    requirePerson(principal);
    const row = await this.waiting(principal, body.user_code);
    const isApproved = body.decision === 'approve';
    const keyName = keyNameOf(body.name, this.nameOf(row));
    const verdict = { isApproved, userId: principal.actorId, keyName, keyDays: body.expires_in_days };
    await this.changes.write(async (tx) => {
      if (!(await this.devices.decide(tx, row.id, verdict, this.clock.nowUs())))
        throw new OrchError('device_code.unknown');
      await this.audit.record(tx, {
        accountId: null,
        action: isApproved ? 'oauth_device.approved' : 'oauth_device.denied',
        target: { kind: 'oauth_device', id: row.id, name: row.device_name },
        after: {
          ip: row.ip,
          user_agent: row.user_agent,
          key_name: keyName,
          expires_in_days: body.expires_in_days,
        },
      });
    });
    return { status: isApproved ? 'approved' : 'denied' };
  }

  /** Guesses are slow: ten at once, then one in twelve seconds for a person. */
  private async waiting({ actorId }: Principal, typed: string): Promise<WaitingDeviceRow> {
    this.limits.admit('device-code', actorId);
    const code = readUserCode(typed);
    const row = code === undefined ? undefined : await this.devices.waiting(code, this.clock.nowUs());
    if (!row) throw new OrchError('device_code.unknown');
    return row;
  }

  private nameOf({ device_name }: WaitingDeviceRow): string {
    return suggestedName(CLI_NAME, device_name, new Date(this.clock.nowUs() / 1000));
  }
}

import { Controller, Get, HttpCode, Put, Req } from '@nestjs/common';
import { type IpAllowlist, ipAllowlist, type IpAllowlistEntry } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, WireBody } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { AddressPolicies } from './address-policies.ts';
import { ChangeIpAllowList } from './change-ip-allow-list.ts';
import { IpAllowListRepository } from './ip-allow-list.repository.ts';

/** Networks from which the account may be used, once A/settings says `enforce_ip_allowlist`. */
@Controller('api/accounts/:accountId/ip_allowlist')
export class IpAllowListController {
  constructor(
    private readonly allowList: IpAllowListRepository,
    private readonly policies: AddressPolicies,
    private readonly change: ChangeIpAllowList,
  ) {}

  @Get()
  @Allow('account:manage')
  async read(@CurrentAccess() { scope }: Access): Promise<{ entries: IpAllowlistEntry[] }> {
    await this.policies.flush();
    const rows = await this.allowList.list(scope.accountId);
    return {
      entries: rows.map(({ ip_network, enabled, description, last_seen_at }) => ({
        ip_network,
        enabled,
        description,
        last_seen: last_seen_at && pgToWire(last_seen_at),
      })),
    };
  }

  @Put()
  @HttpCode(204)
  @Allow('account:manage')
  async replace(@CurrentAccess() access: Access, @WireBody(ipAllowlist) body: IpAllowlist): Promise<void> {
    await this.change.execute(access, body);
  }

  /** Whether who asks could still do so if the list were enforced. */
  @Get('my_access')
  @Allow('account:read')
  async myAccess(
    @CurrentAccess() { scope }: Access,
    @Req() { ip }: FastifyRequest,
  ): Promise<{ allowed: boolean; detail: string }> {
    const policy = await this.policies.load(scope.accountId);
    const allowed = policy?.wouldAllow(ip) ?? true;
    return { allowed, detail: `Your IP address, ${ip}, is ${allowed ? '' : 'not '}on the allowlist.` };
  }
}

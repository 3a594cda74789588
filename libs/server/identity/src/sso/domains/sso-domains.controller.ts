import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import {
  pageLimit,
  ssoDomainCreate,
  ssoDomainMail,
  type SsoDomainResponse,
  ssoListQuery,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody, WireQuery } from '@orch/platform';
import { ClaimSsoDomain } from './claim-sso-domain.ts';
import { SendDomainMail } from './send-domain-mail.ts';
import { presentSsoDomain } from './sso-domain.presenter.ts';
import { SsoDomainRepository } from './sso-domain.repository.ts';
import { VerifySsoDomain } from './verify-sso-domain.ts';

type Page = (typeof ssoListQuery)['_output'];
type Claim = (typeof ssoDomainCreate)['_output'];
type Mail = (typeof ssoDomainMail)['_output'];

/** E-mail domains of a connection: whose addresses sign in with it. */
@Controller('api/accounts/:accountId/sso/connections/:connectionId/domains')
export class SsoDomainsController {
  constructor(
    private readonly domains: SsoDomainRepository,
    private readonly claim: ClaimSsoDomain,
    private readonly verifyDomain: VerifySsoDomain,
    private readonly sendMail: SendDomainMail,
  ) {}

  @Post()
  @Allow('account:manage')
  async create(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @WireBody(ssoDomainCreate) { domain }: Claim,
  ): Promise<SsoDomainResponse> {
    const id = await this.claim.add(access, connectionId, domain.toLowerCase());
    return this.present(access, connectionId, id);
  }

  @Get()
  @Allow('account:manage')
  async list(
    @CurrentAccess() { scope }: Access,
    @UuidParam('connectionId') connectionId: string,
    @WireQuery(ssoListQuery) { limit, offset }: Page,
  ): Promise<SsoDomainResponse[]> {
    const rows = await this.domains.list(scope.accountId, connectionId, pageLimit(limit), offset);
    return rows.map(presentSsoDomain);
  }

  @Delete(':domainId')
  @HttpCode(204)
  @Allow('account:manage')
  async delete(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @UuidParam('domainId') id: string,
  ): Promise<void> {
    await this.claim.remove(access, connectionId, id);
  }

  @Post(':domainId/verify')
  @HttpCode(200)
  @Allow('account:manage')
  async verify(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @UuidParam('domainId') id: string,
  ): Promise<SsoDomainResponse> {
    await this.verifyDomain.byDns(access, connectionId, id);
    return this.present(access, connectionId, id);
  }

  @Post(':domainId/send_confirmation')
  @HttpCode(202)
  @Allow('account:manage')
  async sendConfirmation(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @UuidParam('domainId') id: string,
    @WireBody(ssoDomainMail) { mailbox }: Mail,
  ): Promise<void> {
    await this.sendMail.execute(access, connectionId, id, mailbox);
  }

  private async present({ scope }: Access, connectionId: string, id: string): Promise<SsoDomainResponse> {
    const row = await this.domains.byId(scope.accountId, connectionId, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentSsoDomain(row);
  }
}

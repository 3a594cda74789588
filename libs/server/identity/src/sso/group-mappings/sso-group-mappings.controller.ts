import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import {
  pageLimit,
  type SsoGroupMappingCreate,
  ssoGroupMappingCreate,
  type SsoGroupMappingResponse,
  ssoListQuery,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody, WireQuery } from '@orch/platform';
import { MapSsoGroup } from './map-sso-group.ts';
import { presentMapping } from './sso-group-mapping.presenter.ts';
import { SsoGroupMappingRepository } from './sso-group-mapping.repository.ts';

type Page = (typeof ssoListQuery)['_output'];

/** What groups of an identity provider mean here. */
@Controller('api/accounts/:accountId/sso/connections/:connectionId/group_mappings')
export class SsoGroupMappingsController {
  constructor(
    private readonly mappings: SsoGroupMappingRepository,
    private readonly mapGroup: MapSsoGroup,
  ) {}

  @Post()
  @Allow('account:manage')
  async create(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @WireBody(ssoGroupMappingCreate) body: SsoGroupMappingCreate,
  ): Promise<SsoGroupMappingResponse> {
    const id = await this.mapGroup.add(access, connectionId, body);
    const row = await this.mappings.byId(access.scope.accountId, connectionId, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentMapping(row);
  }

  @Get()
  @Allow('account:manage')
  async list(
    @CurrentAccess() { scope }: Access,
    @UuidParam('connectionId') connectionId: string,
    @WireQuery(ssoListQuery) { limit, offset }: Page,
  ): Promise<SsoGroupMappingResponse[]> {
    const rows = await this.mappings.list(scope.accountId, connectionId, pageLimit(limit), offset);
    return rows.map(presentMapping);
  }

  @Delete(':mappingId')
  @HttpCode(204)
  @Allow('account:manage')
  async delete(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') connectionId: string,
    @UuidParam('mappingId') id: string,
  ): Promise<void> {
    await this.mapGroup.remove(access, connectionId, id);
  }
}

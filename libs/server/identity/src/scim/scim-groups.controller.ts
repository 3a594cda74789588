import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Patch,
  Post,
  Put,
  Req,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import {
  type ScimGroupBody,
  scimGroupBody,
  type ScimListQuery,
  scimListQuery,
  type ScimPatchBody,
  scimPatchBody,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Allow,
  CONFIG,
  type Config,
  CurrentAccess,
  UuidParam,
  WireBody,
  WireQuery,
} from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { ProvisionGroups } from './provision-groups.ts';
import { SCIM_JSON, ScimErrorFilter } from './scim-error.ts';
import { conditionsOf } from './scim-filter.ts';
import { GROUP_ATTRIBUTES, ScimGroupRepository, type ScimGroupRow } from './scim-group.repository.ts';
import { listOf, pageOf } from './scim-page.ts';
import { groupChangeOf, idsOf } from './scim-patch.ts';
import { presentGroup } from './scim.presenter.ts';
import { baseUrlOf } from './scim-url.ts';
import { ScimGuard } from './scim.guard.ts';

/** Teams of the account, as its directory has them. */
@Controller('api/accounts/:accountId/scim/v2/Groups')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimGroupsController {
  constructor(
    private readonly groups: ScimGroupRepository,
    private readonly provision: ProvisionGroups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async list(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @WireQuery(scimListQuery) query: ScimListQuery,
  ): Promise<object> {
    const { accountId } = access.scope;
    const [page, wanted] = [pageOf(query), conditionsOf(query.filter, GROUP_ATTRIBUTES)];
    const total = await this.groups.count(accountId, wanted);
    const rows = await this.groups.list(accountId, wanted, page.limit, page.offset);
    return listOf(await this.present(access, request, rows, wantsMembers(query)), total, page);
  }

  @Get(':id')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async read(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @UuidParam('id') id: string,
    @WireQuery(scimListQuery) query: ScimListQuery,
  ): Promise<object> {
    return this.one(access, request, id, wantsMembers(query));
  }

  @Post()
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async create(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @WireBody(scimGroupBody) body: ScimGroupBody,
  ): Promise<object> {
    return this.one(access, request, await this.provision.create(access, body));
  }

  @Put(':id')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async replace(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @UuidParam('id') id: string,
    @WireBody(scimGroupBody) { displayName, externalId = null, members }: ScimGroupBody,
  ): Promise<object> {
    const steps = [{ op: 'replace', ids: idsOf(members) }] as const;
    await this.provision.update(access, id, { displayName, externalId, members: steps });
    return this.one(access, request, id);
  }

  @Patch(':id')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async change(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @UuidParam('id') id: string,
    @WireBody(scimPatchBody) body: ScimPatchBody,
  ): Promise<object> {
    await this.provision.update(access, id, groupChangeOf(body));
    return this.one(access, request, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('public')
  async delete(@CurrentAccess() access: Access, @UuidParam('id') id: string): Promise<void> {
    await this.provision.delete(access, id);
  }

  private async one(
    access: Access,
    request: FastifyRequest,
    id: string,
    withMembers = true,
  ): Promise<object> {
    const rows = await this.groups.list(access.scope.accountId, new Map([['id', id]]), 1, 0);
    const [group] = await this.present(access, request, rows, withMembers);
    if (!group) throw new OrchError('not_found', { id });
    return group;
  }

  private async present(
    { scope }: Access,
    request: FastifyRequest,
    rows: readonly ScimGroupRow[],
    withMembers: boolean,
  ): Promise<object[]> {
    const base = baseUrlOf(this.config, request, scope.accountId);
    if (!withMembers) return rows.map((row) => presentGroup(row, undefined, base));
    const ids = rows.map(({ id }) => id);
    const byTeam = Map.groupBy(await this.groups.members(scope.accountId, ids), ({ team_id }) => team_id);
    return rows.map((row) => presentGroup(row, byTeam.get(row.id) ?? [], base));
  }
}

/** Directories that ask for names only spare us the members. */
const wantsMembers = ({ excludedAttributes }: ScimListQuery): boolean =>
  !(excludedAttributes ?? '')
    .toLowerCase()
    .split(',')
    .some((name) => name.trim() === 'members');

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
  type ScimListQuery,
  scimListQuery,
  type ScimPatchBody,
  scimPatchBody,
  type ScimUserBody,
  scimUserBody,
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
import { ProvisionPeople } from './provision-people.ts';
import { SCIM_JSON, ScimErrorFilter } from './scim-error.ts';
import { conditionsOf } from './scim-filter.ts';
import { listOf, pageOf } from './scim-page.ts';
import { userChangeOf } from './scim-patch.ts';
import { presentUser } from './scim.presenter.ts';
import { baseUrlOf } from './scim-url.ts';
import { ScimUserRepository, USER_ATTRIBUTES } from './scim-user.repository.ts';
import { ScimGuard } from './scim.guard.ts';

/** Members of the account, as its directory has them. */
@Controller('api/accounts/:accountId/scim/v2/Users')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimUsersController {
  constructor(
    private readonly directory: ScimUserRepository,
    private readonly people: ProvisionPeople,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async list(
    @CurrentAccess() { scope }: Access,
    @Req() request: FastifyRequest,
    @WireQuery(scimListQuery) query: ScimListQuery,
  ): Promise<object> {
    const [page, wanted] = [pageOf(query), conditionsOf(query.filter, USER_ATTRIBUTES)];
    const total = await this.directory.count(scope.accountId, wanted);
    const rows = await this.directory.list(scope.accountId, wanted, page.limit, page.offset);
    const base = baseUrlOf(this.config, request, scope.accountId);
    return listOf(
      rows.map((row) => presentUser(row, base)),
      total,
      page,
    );
  }

  @Get(':id')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async read(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @UuidParam('id') id: string,
  ): Promise<object> {
    return this.present(access, request, id);
  }

  @Post()
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async create(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @WireBody(scimUserBody) body: ScimUserBody,
  ): Promise<object> {
    return this.present(access, request, await this.people.create(access, body));
  }

  @Put(':id')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  async replace(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @UuidParam('id') id: string,
    @WireBody(scimUserBody) { userName, externalId = null, name, active }: ScimUserBody,
  ): Promise<object> {
    const { givenName, familyName } = name ?? {};
    await this.people.update(access, id, {
      userName,
      externalId,
      active,
      ...(givenName != null && { givenName }),
      ...(familyName != null && { familyName }),
    });
    return this.present(access, request, id);
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
    await this.people.update(access, id, userChangeOf(body));
    return this.present(access, request, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('public')
  async delete(@CurrentAccess() access: Access, @UuidParam('id') id: string): Promise<void> {
    await this.people.delete(access, id);
  }

  private async present({ scope }: Access, request: FastifyRequest, id: string): Promise<object> {
    const row = await this.directory.byId(scope.accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentUser(row, baseUrlOf(this.config, request, scope.accountId));
  }
}

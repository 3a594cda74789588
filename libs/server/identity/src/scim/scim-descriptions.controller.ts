import { Controller, Get, Header, Inject, Param, Req, UseFilters, UseGuards } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Access, Allow, CONFIG, type Config, CurrentAccess } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { resourceTypes, type ScimDescription, schemas, serviceProviderConfig } from './scim-descriptions.ts';
import { SCIM_JSON, ScimErrorFilter } from './scim-error.ts';
import { listOf } from './scim-page.ts';
import { baseUrlOf } from './scim-url.ts';
import { ScimGuard } from './scim.guard.ts';

const ALL = { limit: 200, offset: 0 };

/** What identity providers ask before they begin. */
@Controller('api/accounts/:accountId/scim/v2')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimDescriptionsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('ServiceProviderConfig')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  tellConfig(@CurrentAccess() access: Access, @Req() request: FastifyRequest): object {
    return serviceProviderConfig(this.base(access, request));
  }

  @Get('ResourceTypes')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  listTypes(@CurrentAccess() access: Access, @Req() request: FastifyRequest): object {
    const all = resourceTypes(this.base(access, request));
    return listOf(all, all.length, ALL);
  }

  @Get('ResourceTypes/:name')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  readType(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @Param('name') name: string,
  ): ScimDescription {
    return byId(resourceTypes(this.base(access, request)), name);
  }

  @Get('Schemas')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  listSchemas(@CurrentAccess() access: Access, @Req() request: FastifyRequest): object {
    const all = schemas(this.base(access, request));
    return listOf(all, all.length, ALL);
  }

  @Get('Schemas/:urn')
  @Header('content-type', SCIM_JSON)
  @Allow('public')
  readSchema(
    @CurrentAccess() access: Access,
    @Req() request: FastifyRequest,
    @Param('urn') urn: string,
  ): ScimDescription {
    return byId(schemas(this.base(access, request)), urn);
  }

  private base({ scope }: Access, request: FastifyRequest): string {
    return baseUrlOf(this.config, request, scope.accountId);
  }
}

function byId(all: readonly ScimDescription[], id: string): ScimDescription {
  const found = all.find((one) => one.id === id);
  if (!found) throw new OrchError('not_found');
  return found;
}

import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type ArtifactCreate,
  type ArtifactUpdate,
  type ArtifactsFilterBody,
  type LatestArtifactsFilterBody,
  artifactCreate,
  artifactUpdate,
  artifactsCountBody,
  artifactsFilterBody,
  latestArtifactsCountBody,
  latestArtifactsFilterBody,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  NameParam,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { type ArtifactRow, presentArtifact, presentArtifactCollection } from './artifact.presenter.ts';
import { type ArtifactCollectionFilters, type ArtifactFilters, ArtifactReader } from './artifact.reader.ts';
import { CreateArtifact } from './create-artifact.ts';
import { DeleteArtifact } from './delete-artifact.ts';
import { UpdateArtifact } from './update-artifact.ts';

/** Upstream: api/artifacts.py (3.8.8). */
@Controller('api/artifacts')
export class ArtifactsController {
  constructor(
    private readonly artifacts: ArtifactReader,
    private readonly createArtifact: CreateArtifact,
    private readonly updateArtifact: UpdateArtifact,
    private readonly deleteArtifact: DeleteArtifact,
  ) {}

  @Post()
  @HttpCode(201)
  @Allow('artifacts:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(artifactCreate) body: ArtifactCreate,
  ): Promise<WireJson> {
    return new WireJson(presentArtifact(await this.createArtifact.execute(scope, body)));
  }

  @Get(':id')
  @Allow('artifacts:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(await this.artifacts.byId(scope, id), { id });
  }

  @Get(':key/latest')
  @Allow('artifacts:read')
  async latest(@Workspace() scope: WorkspaceScope, @NameParam('key') key: string): Promise<WireJson> {
    return shown(await this.artifacts.latestOf(scope, key), { key });
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('artifacts:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(artifactsFilterBody) body: ArtifactsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.artifacts.list(scope, body, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentArtifact));
  }

  @Post('latest/filter')
  @HttpCode(200)
  @Allow('artifacts:read')
  async filterLatest(
    @Workspace() scope: WorkspaceScope,
    @WireBody(latestArtifactsFilterBody) body: LatestArtifactsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.artifacts.listLatest(scope, body, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentArtifactCollection));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('artifacts:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(artifactsCountBody) body: ArtifactFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.artifacts.count(scope, body)));
  }

  @Post('latest/count')
  @HttpCode(200)
  @Allow('artifacts:read')
  async countLatest(
    @Workspace() scope: WorkspaceScope,
    @WireBody(latestArtifactsCountBody) body: ArtifactCollectionFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.artifacts.countLatest(scope, body)));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('artifacts:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(artifactUpdate) body: ArtifactUpdate,
  ): Promise<void> {
    await this.updateArtifact.execute(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('artifacts:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.deleteArtifact.execute(scope, id);
  }
}

function shown(artifact: ArtifactRow | undefined, asked: Record<string, string>): WireJson {
  if (!artifact) throw new OrchError('artifact.not_found', asked);
  return new WireJson(presentArtifact(artifact));
}

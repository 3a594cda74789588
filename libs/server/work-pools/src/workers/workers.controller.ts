import { Controller, Delete, HttpCode, Post, Res } from '@nestjs/common';
import {
  type WorkerHeartbeatBody,
  type WorkersFilterBody,
  pageLimit,
  workerHeartbeatBody,
  workersFilterBody,
} from '@orch/contract';
import {
  Allow,
  NameParam,
  requirePoolReach,
  wireArray,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { RecordHeartbeat } from './record-heartbeat.ts';
import { presentWorker } from './worker.presenter.ts';
import { Workers } from './workers.ts';

/** Upstream: api/workers.py (3.8.8); the answer to `return_id` is the hosted edition's. */
@Controller('api/work_pools/:pool/workers')
export class WorkersController {
  constructor(
    private readonly workers: Workers,
    private readonly heartbeats: RecordHeartbeat,
  ) {}

  /** 204, or 200 with the worker's bare id as text when the client asks for it. */
  @Post('heartbeat')
  @Allow('pools:poll')
  async heartbeat(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @WireBody(workerHeartbeatBody) body: WorkerHeartbeatBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    requirePoolReach(scope, 'run', pool);
    const id = await this.heartbeats.execute(scope, pool, body);
    void reply.code(body.return_id ? 200 : 204);
    if (!body.return_id) return undefined;
    void reply.header('content-type', 'text/plain; charset=utf-8');
    return id;
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('pools:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @WireBody(workersFilterBody) body: WorkersFilterBody,
  ): Promise<WireJson> {
    return new WireJson(
      wireArray(
        await this.workers.list(scope, pool, body.workers, body.offset, pageLimit(body.limit)),
        presentWorker,
      ),
    );
  }

  @Delete(':name')
  @HttpCode(204)
  @Allow('pools:write')
  async delete(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @NameParam('name') name: string,
  ): Promise<void> {
    requirePoolReach(scope, 'manage', pool);
    await this.workers.delete(scope, pool, name);
  }
}

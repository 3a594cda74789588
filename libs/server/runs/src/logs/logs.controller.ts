import { Controller, Post } from '@nestjs/common';
import { type LogCreate, logsCreateBody } from '@orch/contract';
import { Allow, WireBody, WireJson, Workspace, type WorkspaceScope } from '@orch/platform';
import { CreateLogs } from './create-logs.ts';

/** Upstream: api/logs.py (3.8.8). */
@Controller('api/logs')
export class LogsController {
  constructor(private readonly createLogs: CreateLogs) {}

  @Post()
  @Allow('runs:report')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(logsCreateBody) lines: LogCreate[],
  ): Promise<WireJson> {
    await this.createLogs.execute(scope, lines);
    return new WireJson('null');
  }
}

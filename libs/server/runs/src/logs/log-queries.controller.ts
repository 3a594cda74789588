import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { type LogsFilterBody, logsFilterBody, pageLimit } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { FlowRunReader } from '../flow-runs/flow-run.reader.ts';
import { CSV_HEAD, csvLine } from './log-csv.ts';
import { presentLog } from './log.presenter.ts';
import { LogReader } from './log.reader.ts';

/** Upstream: api/logs.py and api/flow_runs.py, download_logs (3.8.8). */
@Controller('api')
export class LogQueriesController {
  constructor(
    private readonly logs: LogReader,
    private readonly runs: FlowRunReader,
  ) {}

  @Post('logs/filter')
  @HttpCode(200)
  @Allow('runs:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(logsFilterBody) body: LogsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.logs.list(scope, body.logs, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentLog));
  }

  @Get('flow_runs/:id/logs/download')
  @Allow('runs:read')
  async download(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<StreamableFile> {
    const name = await this.runs.nameOf(scope, id);
    if (name === undefined) throw new OrchError('flow_run.not_found', { id });
    return new StreamableFile(Readable.from(this.csv(scope, id)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''${percentEncoded(`${name}-logs.csv`)}`,
    });
  }

  private async *csv(scope: WorkspaceScope, flowRunId: string): AsyncGenerator<string> {
    yield CSV_HEAD;
    for await (const rows of this.logs.ofFlowRun(scope, flowRunId)) yield rows.map(csvLine).join('');
  }
}

/** All but letters, digits and `-._~` (RFC 5987). */
const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

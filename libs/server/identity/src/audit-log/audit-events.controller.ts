import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  type AuditEventOfWire,
  type AuditEventsFilterBody,
  auditEventsFilterBody,
  type AuditExportQuery,
  auditExportQuery,
  type AuditVerification,
  type AuditVerifyBody,
  auditVerifyBody,
  pageLimit,
} from '@orch/contract';
import { type Access, Allow, AuditLog, CurrentAccess, WireBody, WireQuery } from '@orch/platform';
import type { FastifyReply } from 'fastify';
import {
  CSV_HEAD,
  csvLine,
  ndjsonLine,
  presentAuditEvent,
  presentVerification,
} from './audit-event.presenter.ts';
import { AuditEventReader } from './audit-event.reader.ts';
import { VerifyAuditChain } from './verify-audit-chain.ts';

/** How long one call verifies; a longer log takes several. */
const VERIFY_MS = 5_000;

/** The audit log of an account, for its owners and admins. */
@Controller('api/accounts/:accountId/audit-events')
export class AuditEventsController {
  constructor(
    private readonly reader: AuditEventReader,
    private readonly verification: VerifyAuditChain,
    private readonly audit: AuditLog,
  ) {}

  @Post('filter')
  @HttpCode(200)
  @Allow('account:audit')
  async filter(
    @CurrentAccess() { scope }: Access,
    @WireBody(auditEventsFilterBody) body: AuditEventsFilterBody,
  ): Promise<{ events: AuditEventOfWire[]; next_cursor: number | null }> {
    const limit = pageLimit(body.limit);
    const lines = await this.reader.page(scope.accountId, body.audit_events, body.cursor, limit);
    const isMore = lines.length === limit && limit > 0;
    return { events: lines.map(presentAuditEvent), next_cursor: isMore ? lines.at(-1)!.sequence : null };
  }

  /** Streams; who exports what is itself noted. */
  @Get('export')
  @Allow('account:audit')
  async export(
    @CurrentAccess() { scope }: Access,
    @WireQuery(auditExportQuery) query: AuditExportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { accountId } = scope;
    const target = { kind: 'audit_log', id: accountId };
    await this.audit.note({ accountId, action: 'audit_log.exported', target, after: { ...query } });
    const isCsv = query.format === 'csv';
    void reply
      .header('content-type', isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="audit-${accountId}.${query.format}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(this.lines(accountId, query)));
  }

  @Post('verify')
  @HttpCode(200)
  @Allow('account:audit')
  async verify(
    @CurrentAccess() { scope }: Access,
    @WireBody(auditVerifyBody) body: AuditVerifyBody,
  ): Promise<AuditVerification> {
    const endMs = performance.now() + VERIFY_MS;
    const isTimeUp = (): boolean => performance.now() > endMs;
    return presentVerification(
      await this.verification.execute(scope.accountId, { after: body.after ?? 0, isTimeUp }),
    );
  }

  private async *lines(accountId: string, query: AuditExportQuery): AsyncGenerator<string> {
    const [head, line] = query.format === 'csv' ? [CSV_HEAD, csvLine] : ['', ndjsonLine];
    if (head !== '') yield head;
    for await (const page of this.reader.all(accountId, query)) yield page.map(line).join('');
  }
}

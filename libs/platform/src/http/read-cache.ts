import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, of, tap } from 'rxjs';
import { Database } from '../database/database.ts';
import { Notifications } from '../pubsub/notifications.ts';
import { WireJson, serializeAnswer } from './wire-json.ts';

interface Kept {
  readonly text: string;
  readonly version: number;
  readonly untilMs: number;
}

/** Estimated run times and lateness grow with the clock: nothing is shown that is older than this. */
const AGE_MS_MAX = 1_000;
const KEPT_BYTES_MAX = 16 * 1024 * 1024;
const ANSWER_BYTES_MAX = 2 * 1024 * 1024;
const BODY_LENGTH_MAX = 8 * 1024;
const READS = /\/(filter|count|paginate|history|lateness|counts|next-runs|count-[a-z-]+)\/?$/;

/**
 * Gives the same answer to the same question while nothing was written in the workspace: dashboards of many people
 * ask the same again and again, and aggregates over all runs are dear.
 *
 * Exact, not eventually so: any write of this process ends it (`WriteVersions`), and it is off while other processes
 * share the database, because their writes are not heard of before an answer is given.
 */
@Injectable()
export class ReadCache implements NestInterceptor {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = this.keyOf(request);
    if (key === undefined || this.notifications.hasPeers) return next.handle();
    const version = this.database.versions.of(request.orchAccess!.scope.workspaceId);
    const known = this.kept.get(key);
    if (known && known.version === version && known.untilMs > performance.now())
      return of(new WireJson(known.text));
    return next.handle().pipe(tap((answer) => this.keep(key, version, answer)));
  }

  /** The question and who asks it: what one may see another may not. */
  private keyOf(request: FastifyRequest): string | undefined {
    const access = request.orchAccess;
    const body = request.rawBody ?? '';
    if (!access || body.length > BODY_LENGTH_MAX) return undefined;
    if (request.method !== 'GET' && !READS.test(request.url)) return undefined;
    return `${access.scope.workspaceId}|${access.principal.actorId}|${request.method}${request.url}|${body}`;
  }

  private keep(key: string, version: number, answer: unknown): void {
    if (answer === undefined) return;
    const text = serializeAnswer(answer);
    if (typeof text !== 'string' || text.length > ANSWER_BYTES_MAX) return;
    this.drop(key);
    this.kept.set(key, { text, version, untilMs: performance.now() + AGE_MS_MAX });
    this.bytes += key.length + text.length;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= KEPT_BYTES_MAX) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const known = this.kept.get(key);
    if (!known) return;
    this.kept.delete(key);
    this.bytes -= key.length + known.text.length;
  }
}

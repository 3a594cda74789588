import { randomUUID } from 'node:crypto';
import { type Clock, SystemClock } from '@orch/kernel';
import { Database, Metrics, type WorkspaceScope } from '@orch/platform';
import pg from 'pg';
import { EventBus } from '../bus/event-bus.ts';
import { EventIngest } from '../ingest/event-ingest.ts';
import { type IncomingEvent, readEventFrame } from '../ingest/read-event.ts';

/** What the medium tests of this context stand on: two workspaces in a fresh database, and events to send. */
export class EventBench {
  readonly clock: Clock = new SystemClock();
  readonly db: Database;
  readonly bus = new EventBus();
  readonly ingest: EventIngest;
  readonly a: WorkspaceScope = { accountId: randomUUID(), workspaceId: randomUUID() };
  readonly b: WorkspaceScope = { accountId: this.a.accountId, workspaceId: randomUUID() };
  private readonly admin: pg.Pool;

  constructor(readonly url: string) {
    this.db = EventBench.database(url);
    this.ingest = new EventIngest(this.db, this.bus, new Metrics());
    this.admin = new pg.Pool({ connectionString: url, max: 2, options: '-c role=orch_background' });
    this.admin.on('error', () => undefined);
  }

  static database(url: string): Database {
    return new Database({
      url,
      role: 'orch_app',
      connectionsMax: 4,
      statementTimeoutMs: 10_000,
      onError: () => undefined,
    });
  }

  async prepare(): Promise<void> {
    await this.sql('insert into account (id, name, handle) values ($1, $2, $3)', [
      this.a.accountId,
      'acc',
      randomUUID(),
    ]);
    for (const { accountId, workspaceId } of [this.a, this.b]) {
      await this.sql('insert into workspace (id, account_id, name, handle) values ($1, $2, $3, $4)', [
        workspaceId,
        accountId,
        'ws',
        workspaceId,
      ]);
    }
  }

  /** As the role of the background loops: sees every workspace. */
  async sql<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.admin.query(text, values)).rows as R[];
  }

  async flowRun(scope: WorkspaceScope): Promise<string> {
    const [flow, run] = [randomUUID(), randomUUID()];
    await this.sql('insert into flow (workspace_id, id, name) values ($1, $2, $3)', [
      scope.workspaceId,
      flow,
      flow,
    ]);
    await this.sql('insert into flow_run (workspace_id, id, flow_id, name) values ($1, $2, $3, $4)', [
      scope.workspaceId,
      run,
      flow,
      'r',
    ]);
    return run;
  }

  async close(): Promise<void> {
    await this.ingest.onApplicationShutdown();
    await this.db.close();
    await this.admin.end();
  }
}

/** The JSON of an event. */
export const eventJson = (over: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: 'test.happened',
    resource: { 'prefect.resource.id': 'test.thing.1' },
    related: [],
    payload: { n: 1 },
    ...over,
  });

export interface TaskRunEventOptions {
  readonly runId: string;
  readonly flowRunId: string | null;
  readonly type: string;
  readonly name?: string;
  readonly atMs: number;
  readonly dynamicKey?: string;
  readonly id?: string;
  readonly run?: Record<string, unknown>;
}

/** An event about a task run as the Python client makes it. */
export function taskRunEvent(o: TaskRunEventOptions): IncomingEvent {
  const name = o.name ?? o.type[0] + o.type.slice(1).toLowerCase();
  const flowRun = {
    'prefect.resource.id': `prefect.flow-run.${o.flowRunId ?? ''}`,
    'prefect.resource.role': 'flow-run',
  };
  return readEventFrame(
    eventJson({
      id: o.id ?? randomUUID(),
      occurred: new Date(o.atMs).toISOString(),
      event: `prefect.task-run.${name}`,
      resource: { 'prefect.resource.id': `prefect.task-run.${o.runId}`, 'prefect.orchestration': 'client' },
      related: o.flowRunId === null ? [] : [flowRun],
      payload: {
        validated_state: {
          type: o.type,
          name,
          message: null,
          state_details: { retriable: true },
          data: null,
        },
        task_run: {
          name: 't-1',
          task_key: 't-abc',
          dynamic_key: o.dynamicKey ?? '1',
          empirical_policy: { retries: 0 },
          run_count: 1,
          tags: ['x'],
          ...o.run,
        },
      },
    }),
  );
}

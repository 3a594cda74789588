import { Inject, Injectable } from '@nestjs/common';
import { Database, type Statement, type WorkspaceScope, prepared } from '@orch/platform';

/** A background task run to be sent to a task worker. */
export interface Delivery {
  readonly taskRunId: string;
  /** The task run's wire form. */
  readonly content: string;
}

export interface TaskWorkerRow {
  readonly client_id: string;
  readonly task_keys: readonly string[];
  readonly seen: string;
}

const QUEUE = prepared(
  'events.queue_task',
  `insert into task_delivery (workspace_id, task_run_id, task_key, content) values ($1, $2, $3, $4)
   on conflict (workspace_id, task_run_id) do update
   set task_key = excluded.task_key, content = excluded.content, offered_until = null, queued = clock_timestamp()`,
);

// One worker gets one run: the row is locked, and skipped by the others. Those that came back go first, then the
// oldest. `task_run` is the truth: a run that left SCHEDULED is not handed out.
const CLAIM = prepared(
  'events.claim_task',
  `update task_delivery d set offered_until = now() + $3 * interval '1 second'
   from (select n.task_run_id from task_delivery n
         where n.workspace_id = $1 and n.task_key = any($2::text[]) and (n.offered_until is null or n.offered_until < now())
           and exists (select 1 from task_run t where t.workspace_id = $1 and t.id = n.task_run_id and t.state_type = 'SCHEDULED')
         order by n.is_retry desc, n.queued limit 1 for update skip locked) next
   where d.workspace_id = $1 and d.task_run_id = next.task_run_id
   returning d.task_run_id, d.content`,
);

const DROP_STALE = prepared(
  'events.drop_stale_tasks',
  `delete from task_delivery d where d.workspace_id = $1 and d.task_key = any($2::text[])
   and not exists (select 1 from task_run t where t.workspace_id = $1 and t.id = d.task_run_id and t.state_type = 'SCHEDULED')`,
);

const SEEN = prepared(
  'events.task_worker_seen',
  `insert into task_worker (workspace_id, client_id, task_keys) values ($1, $2, $3::text[])
   on conflict (workspace_id, client_id) do update set task_keys = excluded.task_keys, seen = now()`,
);

/** Seconds after which a worker that was not seen is gone. */
const WORKER_GONE_SECONDS = 90;
const KEYS_WANTED =
  "select client_id, task_keys, seen from task_worker where workspace_id = $1 and seen > now() - $2 * interval '1 second'";

@Injectable()
export class TaskDeliveryRepository {
  constructor(@Inject(Database) private readonly db: Database) {}

  queue(scope: WorkspaceScope, taskKey: string, taskRunId: string, content: string): Statement {
    return QUEUE.with(scope.workspaceId, taskRunId, taskKey, content);
  }

  /** The next run for these keys; it is nobody else's for `leaseSeconds`. */
  async claim(
    scope: WorkspaceScope,
    taskKeys: readonly string[],
    leaseSeconds: number,
  ): Promise<Delivery | undefined> {
    const [row] = await this.db.query<{ task_run_id: string; content: string }>(
      scope,
      CLAIM.with(scope.workspaceId, taskKeys, leaseSeconds),
    );
    return row && { taskRunId: row.task_run_id, content: row.content };
  }

  async dropStale(scope: WorkspaceScope, taskKeys: readonly string[]): Promise<void> {
    await this.db.execute(scope, DROP_STALE.with(scope.workspaceId, taskKeys));
  }

  async acknowledge(scope: WorkspaceScope, taskRunId: string): Promise<void> {
    const text = 'delete from task_delivery where workspace_id = $1 and task_run_id = $2';
    await this.db.execute(scope, { text, values: [scope.workspaceId, taskRunId] });
  }

  async giveBack(scope: WorkspaceScope, taskRunId: string): Promise<void> {
    const text =
      'update task_delivery set offered_until = null, is_retry = true where workspace_id = $1 and task_run_id = $2';
    await this.db.execute(scope, { text, values: [scope.workspaceId, taskRunId] });
  }

  async workerSeen(scope: WorkspaceScope, clientId: string, taskKeys: readonly string[]): Promise<void> {
    await this.db.execute(scope, SEEN.with(scope.workspaceId, clientId, taskKeys));
  }

  async workerGone(scope: WorkspaceScope, clientId: string): Promise<void> {
    const text = 'delete from task_worker where workspace_id = $1 and client_id = $2';
    await this.db.execute(scope, { text, values: [scope.workspaceId, clientId] });
  }

  /** Workers that serve any of the keys; without keys, all. */
  async workers(scope: WorkspaceScope, taskKeys: readonly string[]): Promise<TaskWorkerRow[]> {
    const values = [scope.workspaceId, WORKER_GONE_SECONDS];
    const statement =
      taskKeys.length === 0
        ? { text: `${KEYS_WANTED} order by client_id`, values }
        : {
            text: `${KEYS_WANTED} and task_keys && $3::text[] order by client_id`,
            values: [...values, taskKeys],
          };
    return this.db.query<TaskWorkerRow>(scope, statement);
  }
}

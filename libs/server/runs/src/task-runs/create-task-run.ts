import { Injectable } from '@nestjs/common';
import type { TaskRunCreate } from '@orch/contract';
import { Clock, Ids, OrchError } from '@orch/kernel';
import {
  proposedState,
  taskPolicyFor,
  taskRunPolicyFromWire,
  taskRunPolicyToWire,
} from '@orch/orchestration';
import { Database, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { makeRunName } from '../flow-runs/run-name.ts';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { toProposedState } from '../orchestration/proposed-state.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import { SERVER, Transitions } from '../orchestration/transitions.ts';
import { insertTaskRun, taskRunByKey } from './task-run.repository.ts';

const FLOW_RUN_LABELS = prepared(
  'runs.flow_run_labels',
  'select labels from flow_run where workspace_id = $1::uuid and id = $2::uuid',
);

/** Creates task runs over HTTP: the parents of subflows, background tasks, and what old clients report. */
@Injectable()
export class CreateTaskRun {
  constructor(
    private readonly database: Database,
    private readonly transitions: Transitions,
    private readonly publisher: RunPublisher,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Creates the task run unless its key (flow run, task key, dynamic key) is taken; the first state is forced.
   * @returns the id, and whether it is new.
   * @throws OrchError `reference.unknown` when the flow run is not in the workspace.
   */
  async execute(scope: WorkspaceScope, wire: TaskRunCreate): Promise<{ id: string; isNew: boolean }> {
    const id = wire.id ?? this.ids.next();
    let after = new AfterCommit();
    const made = await this.database.transaction(scope, async (tx) => {
      after = new AfterCommit(); // a retried transaction starts anew
      const inserted = await tx.query<{ id: string }>(
        insertTaskRun(scope, { ...this.toRow(wire, id), labels: await labelsOf(tx, wire) }),
      );
      if (inserted.length === 0) return { id: await existing(tx, wire), isNew: false };
      const state = wire.state ? toProposedState(wire.state) : proposedState('PENDING');
      await this.transitions.taskRun(tx, id, state, taskPolicyFor(state, true), SERVER, after);
      return { id, isNew: true };
    });
    this.publisher.committed(scope, after);
    return made;
  }

  private toRow(wire: TaskRunCreate, id: string) {
    return {
      id,
      flowRunId: wire.flow_run_id,
      name: wire.name ?? makeRunName(),
      taskKey: wire.task_key,
      dynamicKey: wire.dynamic_key,
      cacheKey: wire.cache_key,
      cacheExpirationUs: wire.cache_expiration,
      taskVersion: wire.task_version,
      empiricalPolicy: JSON.stringify(taskRunPolicyToWire(taskRunPolicyFromWire(wire.empirical_policy))),
      taskInputs: JSON.stringify(wire.task_inputs),
      tags: wire.tags,
      createdUs: this.clock.nowUs(),
    };
  }
}

async function labelsOf(tx: Tx, wire: TaskRunCreate): Promise<string> {
  if (wire.flow_run_id === null) return JSON.stringify(wire.labels ?? {});
  const [run] = await tx.query<{ labels: string }>(
    FLOW_RUN_LABELS.with(tx.scope.workspaceId, wire.flow_run_id),
  );
  if (!run) throw new OrchError('reference.unknown', { flowRunId: wire.flow_run_id });
  const inherited = JSON.parse(run.labels) as Record<string, unknown>; // our own jsonb column
  return JSON.stringify({ ...inherited, 'prefect.flow-run.id': wire.flow_run_id, ...wire.labels });
}

async function existing(tx: Tx, wire: TaskRunCreate): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    taskRunByKey(tx.scope, wire.flow_run_id, wire.task_key, wire.dynamic_key),
  );
  // The key is free: then it is the id that is taken, by another task run.
  if (!row) throw new OrchError('reference.unknown', { id: wire.id });
  return row.id;
}

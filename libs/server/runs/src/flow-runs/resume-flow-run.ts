import { Injectable } from '@nestjs/common';
import { Clock, Ids, type JsonText, OrchError } from '@orch/kernel';
import { type Outcome, type State, flowPolicyFor, proposedState } from '@orch/orchestration';
import { Database, JsonSchemas, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import { type Caller, type Transitioned, Transitions } from '../orchestration/transitions.ts';
import { lockHead, toHead } from './flow-run.repository.ts';

type HeadRow = Parameters<typeof toHead>[0];

const READ_INPUT = prepared(
  'runs.read_input',
  'select value from flow_run_input where workspace_id = $1::uuid and flow_run_id = $2::uuid and key = $3',
);
const WRITE_INPUT = prepared(
  'runs.write_input',
  `insert into flow_run_input (workspace_id, id, flow_run_id, key, value) values ($1::uuid, $2::uuid, $3::uuid, $4, $5)
   on conflict (workspace_id, flow_run_id, key) do update set value = excluded.value, updated = now()`,
);

/** Resumes a paused run, checking the input it waits for against the schema it left. Upstream: api/flow_runs.py, resume_flow_run (3.8.8). */
@Injectable()
export class ResumeFlowRun {
  constructor(
    private readonly database: Database,
    private readonly transitions: Transitions,
    private readonly publisher: RunPublisher,
    private readonly schemas: JsonSchemas,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param input the answer as raw JSON, if one was sent.
   * @throws OrchError `flow_run.not_found`
   */
  async execute(
    scope: WorkspaceScope,
    runId: string,
    input: JsonText | null,
    caller: Caller,
  ): Promise<Transitioned> {
    let after = new AfterCommit();
    const result = await this.database.transaction(scope, (tx) => {
      after = new AfterCommit(); // a retried transaction starts anew
      return this.resume(tx, runId, input, caller, after);
    });
    this.publisher.committed(scope, after);
    return result;
  }

  private async resume(
    tx: Tx,
    runId: string,
    input: JsonText | null,
    caller: Caller,
    after: AfterCommit,
  ): Promise<Transitioned> {
    const [row] = await tx.query<HeadRow>(lockHead(tx.scope, runId));
    if (!row) throw new OrchError('flow_run.not_found', { runId });
    const { state } = toHead(row);
    if (state?.type !== 'PAUSED')
      return refused('ABORT', 'Cannot resume a flow run that is not paused.', null);
    const keyset = state.details.runInputKeyset;
    const answer = input ?? '{}';
    if (keyset) {
      const problem = await this.problemOf(tx, runId, keyset['schema'] ?? '', answer);
      if (problem !== undefined) return refused('REJECT', problem, state);
    }
    const proposed = state.details.pauseReschedule
      ? proposedState('SCHEDULED', { name: 'Resuming', details: { scheduledTimeUs: this.clock.nowUs() } })
      : proposedState('RUNNING');
    const result = await this.transitions.flowRun(tx, runId, proposed, flowPolicyFor(false), caller, after);
    const responseKey = keyset?.['response'];
    if (responseKey !== undefined && input !== null && result.outcome.status === 'ACCEPT') {
      await tx.execute(WRITE_INPUT.with(tx.scope.workspaceId, this.ids.next(), runId, responseKey, answer));
    }
    return result;
  }

  private async problemOf(
    tx: Tx,
    runId: string,
    schemaKey: string,
    answer: string,
  ): Promise<string | undefined> {
    const [row] = await tx.query<{ value: string }>(READ_INPUT.with(tx.scope.workspaceId, runId, schemaKey));
    if (!row) return 'Run input schema not found.';
    let value: unknown;
    try {
      JSON.parse(row.value);
      value = JSON.parse(answer);
    } catch {
      return 'Run input schema is not valid JSON.';
    }
    const verdict = this.schemas.validate(value, row.value);
    if (verdict.kind === 'invalid') return `Reason: ${verdict.message}`;
    return verdict.kind === 'circular'
      ? 'Invalid schema: Unable to validate schema with circular references.'
      : undefined;
  }
}

function refused(status: 'ABORT' | 'REJECT', reason: string, shown: State | null): Transitioned {
  const details = { type: 'abort_details', reason } as const;
  // The reference answers both with the details of an abort.
  const outcome = { status, details, state: null, run: {}, afterEffects: [] } as unknown as Outcome<unknown>;
  return { outcome, shown };
}

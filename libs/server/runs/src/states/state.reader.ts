import { Injectable } from '@nestjs/common';
import { Database, type PreparedStatement, type WorkspaceScope, prepared } from '@orch/platform';
import type { StateRow } from './state.presenter.ts';

const COLUMNS = 's.id, s.type, s.name, s.timestamp, s.message, s.data, s.state_details';

type RunKind = 'flow_run' | 'task_run';

const byId = (kind: RunKind): PreparedStatement =>
  prepared(
    `runs.${kind}_state`,
    `select ${COLUMNS} from ${kind}_state s where s.workspace_id = $1 and s.id = $2`,
  );
const ofRun = (kind: RunKind): PreparedStatement =>
  prepared(
    `runs.${kind}_states`,
    `select ${COLUMNS} from ${kind}_state s where s.workspace_id = $1 and s.${kind}_id = $2 order by s.timestamp, s.id`,
  );

const BY_ID = { flow_run: byId('flow_run'), task_run: byId('task_run') };
const OF_RUN = { flow_run: ofRun('flow_run'), task_run: ofRun('task_run') };

/** Reads the state histories of one workspace. */
@Injectable()
export class StateReader {
  constructor(private readonly db: Database) {}

  async byId(scope: WorkspaceScope, kind: RunKind, id: string): Promise<StateRow | undefined> {
    return (await this.db.query<StateRow>(scope, BY_ID[kind].with(scope.workspaceId, id)))[0];
  }

  /** The states of a run, oldest first; none for an unknown run. */
  ofRun(scope: WorkspaceScope, kind: RunKind, runId: string): Promise<StateRow[]> {
    return this.db.query<StateRow>(scope, OF_RUN[kind].with(scope.workspaceId, runId));
  }
}

import type { ResourceLabels } from '@orch/events';
import { type Database, type WorkspaceScope, prepared } from '@orch/platform';

interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
}

// Ids ascend with time: the youngest run stands last in the primary key. A table of another context, read only.
const YOUNGEST = prepared(
  'automations.sample_run',
  `select r.id, r.name, r.flow_id, r.deployment_id from flow_run r where r.workspace_id = $1::uuid order by r.id desc limit 1`,
);

/** The youngest flow run of a workspace, its flow and its deployment, as an event names them; nothing where nothing ran. */
export async function sampleRun(database: Database, scope: WorkspaceScope): Promise<ResourceLabels[]> {
  const [run] = await database.query<RunRow>(scope, YOUNGEST.with(scope.workspaceId));
  if (!run) return [];
  const named = (kind: string, id: string): ResourceLabels => ({
    'prefect.resource.id': `prefect.${kind}.${id}`,
    'prefect.resource.role': kind,
  });
  return [
    { ...named('flow-run', run.id), 'prefect.resource.name': run.name },
    named('flow', run.flow_id),
    ...(run.deployment_id === null ? [] : [named('deployment', run.deployment_id)]),
  ];
}

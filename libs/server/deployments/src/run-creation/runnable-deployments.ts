import { Injectable } from '@nestjs/common';
import { Clock, type Micros, OrchError, US_PER_SECOND } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { DeploymentChanges } from '../deployments/deployment-changes.ts';

/** What is needed of a deployment to start a run of it; JSON as text. */
export interface RunnableDeployment {
  readonly id: string;
  readonly flow_id: string;
  readonly version: string | null;
  readonly parameters: string;
  readonly parameter_openapi_schema: string | null;
  readonly enforce_parameter_schema: boolean;
  readonly job_variables: string;
  readonly tags: string[];
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_template: string | null;
  readonly infrastructure_document_id: string | null;
}

const READ = prepared(
  'deployments.runnable',
  `select d.id, d.flow_id, d.version, d.parameters, d.parameter_openapi_schema, d.enforce_parameter_schema, d.job_variables, d.tags,
     d.work_queue_id, coalesce(q.name, d.work_queue_name) as work_queue_name, p.name as work_pool_name,
     p.base_job_template as work_pool_template, d.infrastructure_document_id
   from deployment d
   left join work_queue q on q.workspace_id = d.workspace_id and q.id = d.work_queue_id
   left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
   where d.workspace_id = $1::uuid and d.id = $2::uuid`,
);

const KEPT_MAX = 2_000;
const KEPT_LENGTH_MAX = 64_000_000;
/** Changes of pools and queues are not announced here: they are seen after this time at the latest. */
const KEPT_US = 30 * US_PER_SECOND;

interface Kept {
  readonly value: RunnableDeployment;
  readonly untilUs: Micros;
  readonly length: number;
}

/** Deployments as runs are started from them, kept for a while: starting a run then costs one statement. */
@Injectable()
export class RunnableDeployments {
  private readonly kept = new Map<string, Kept>();
  private keptLength = 0;
  /** Counts announcements, so that a read that began before one is not kept. */
  private announcements = 0;

  constructor(
    private readonly database: Database,
    private readonly changes: DeploymentChanges,
    private readonly clock: Clock,
  ) {
    changes.listen((key) => this.forget(key));
  }

  /** @throws OrchError `deployment.not_found` */
  async read(scope: WorkspaceScope, id: string): Promise<RunnableDeployment> {
    const key = `${scope.workspaceId}:${id}`;
    const known = this.kept.get(key);
    if (known && this.changes.areHeard && known.untilUs > this.clock.nowUs()) return known.value;
    const { announcements } = this;
    const [value] = await this.database.query<RunnableDeployment>(scope, READ.with(scope.workspaceId, id));
    if (!value) throw new OrchError('deployment.not_found', { id });
    if (announcements === this.announcements) this.keep(key, value);
    return value;
  }

  /** For when what was kept turned out to be old, e.g. its queue is gone. */
  forget(key: string | undefined): void {
    this.announcements += 1;
    if (key === undefined) {
      this.kept.clear();
      this.keptLength = 0;
    } else {
      this.drop(key);
    }
  }

  private keep(key: string, value: RunnableDeployment): void {
    const length =
      value.parameters.length +
      (value.parameter_openapi_schema?.length ?? 0) +
      value.job_variables.length +
      (value.work_pool_template?.length ?? 0);
    this.drop(key);
    this.kept.set(key, { value, length, untilUs: this.clock.nowUs() + KEPT_US });
    this.keptLength += length;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX && this.keptLength <= KEPT_LENGTH_MAX) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.keptLength -= this.kept.get(key)?.length ?? 0;
    this.kept.delete(key);
  }
}

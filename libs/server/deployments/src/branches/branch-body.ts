import { type DeploymentBranch, sliceJsonMembers } from '@orch/contract';
import { toJsonText } from '@orch/kernel';
import type { DeploymentRow } from '../deployments/deployment.presenter.ts';

interface StoredSchedule {
  readonly schedule: unknown;
  readonly active: boolean;
  readonly max_scheduled_runs: number | null;
  readonly parameters: unknown;
  readonly slug: string | null;
}

/** Characters that names of deployments may not hold, as branches of git do. */
const REFUSED = /[/%&><]+/g;

/** `<deployment>@<branch>`: the branch beside its base in every list. */
export const branchName = (base: string, branch: string): string =>
  `${base}@${branch.trim().replaceAll(REFUSED, '-')}`;

/** The schedules of a deployment as its branch gets them. */
function schedulesText(
  row: DeploymentRow,
  handling: DeploymentBranch['options']['schedule_handling'],
): string {
  if (handling === 'remove') return '[]';
  const stored = JSON.parse(row.schedules) as readonly StoredSchedule[]; // our own column
  const kept = stored.map(({ schedule, active, max_scheduled_runs, parameters, slug }) => ({
    schedule,
    active: active && handling === 'keep',
    max_scheduled_runs,
    parameters,
    slug,
  }));
  return JSON.stringify(kept);
}

/**
 * The body that creates the branch of a deployment: what the deployment has, with the overrides in its place. User JSON
 * is spliced in as it is stored and as it was sent.
 * @param overrides raw JSON of a `DeploymentUpdate`, or `null`
 */
export function branchBody(
  row: DeploymentRow,
  { branch, options }: DeploymentBranch,
  overrides: string | null,
): string {
  const base = row.labels === '' ? {} : (JSON.parse(row.labels) as Record<string, unknown>); // our own column
  const members = new Map<string, string>([
    ['flow_id', toJsonText(row.flow_id)],
    ['paused', String(row.paused)],
    ['tags', toJsonText(row.tags)],
    ['version', toJsonText(row.version)],
    ['description', toJsonText(row.description)],
    ['schedules', schedulesText(row, options.schedule_handling)],
    ['concurrency_options', row.concurrency_options ?? 'null'],
    ['enforce_parameter_schema', String(row.enforce_parameter_schema)],
    ['parameter_openapi_schema', row.parameter_openapi_schema ?? 'null'],
    ['parameters', row.parameters],
    ['job_variables', row.job_variables],
    ['pull_steps', row.pull_steps ?? 'null'],
    ['work_pool_name', toJsonText(row.work_pool_name)],
    ['work_queue_name', toJsonText(row.work_pool_name === null ? null : row.work_queue_name)],
    ['path', toJsonText(row.path)],
    ['entrypoint', toJsonText(row.entrypoint)],
    ['storage_document_id', toJsonText(row.storage_document_id)],
    ['infrastructure_document_id', toJsonText(row.infrastructure_document_id)],
  ]);
  // A limit of its own is not shared: the branch would take the slots of its base.
  if (row.limit_id !== null && row.limit_name === `deployment:${row.id}`)
    members.set('concurrency_limit', String(row.limit_slots));
  else members.set('global_concurrency_limit_id', toJsonText(row.limit_id));
  if (overrides !== null) {
    const names = Object.keys(JSON.parse(overrides) as object); // checked by the contract
    for (const [name, text] of sliceJsonMembers(overrides, names)) members.set(name, text);
    if (names.includes('concurrency_limit')) members.delete('global_concurrency_limit_id');
    else if (names.includes('global_concurrency_limit_id')) members.delete('concurrency_limit');
  }
  members.set('name', toJsonText(branchName(row.name, branch)));
  const labels = { ...base, 'prefect.deployment.branch': branch.trim(), 'prefect.deployment.base': row.id };
  members.set('labels', toJsonText(labels));
  return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

import type { DescribedFlow } from './described-flow.ts';
import type { VersionInfo } from './version-info.ts';
import { type Mapping, isMapping } from '../mapping.ts';

/** What a deployment is made of once everything is filled in. */
export interface FilledDeployment {
  readonly name: string;
  readonly entrypoint: string;
  readonly flow: DescribedFlow;
  /** The file's members and the command line's, filled in. */
  readonly members: Mapping;
  readonly schedules: readonly Mapping[];
  readonly pull: readonly unknown[];
  /** What the pipeline or git says of the sources. */
  readonly inferred: VersionInfo | undefined;
}

interface Limit {
  readonly concurrency_limit: unknown;
  readonly concurrency_options: Mapping | null;
}
const limitOf = (limit: unknown): Limit => {
  if (!isMapping(limit)) return { concurrency_limit: limit ?? null, concurrency_options: null };
  const grace = limit['grace_period_seconds'];
  const strategy = limit['collision_strategy'];
  return {
    concurrency_limit: limit['limit'] ?? null,
    concurrency_options:
      strategy === undefined && grace === undefined
        ? null
        : {
            collision_strategy: strategy ?? 'ENQUEUE',
            ...(grace === undefined || grace === null ? {} : { grace_period_seconds: grace }),
          },
  };
};

const tagsOf = (tags: unknown): readonly unknown[] => {
  if (Array.isArray(tags)) return tags;
  return typeof tags === 'string' && tags !== '' ? [tags] : [];
};

interface Version {
  readonly version: string | null;
  readonly version_info: Mapping;
}
/** The version that was asked for comes first, then that of the sources, then the flow's own. */
const versionOf = ({ members, flow, inferred }: FilledDeployment): Version => {
  const asked =
    typeof members['version'] === 'string' && members['version'] !== '' ? members['version'] : null;
  const version = asked ?? inferred?.version ?? flow.version;
  const info = inferred ?? { type: 'prefect:simple' };
  return { version, version_info: { ...info, version: version ?? '' } };
};

/**
 * A deployment as the API takes it, without the flow it belongs to.
 * Upstream: cli/deploy/_core.py and deployments/runner.py, RunnerDeployment (3.8.8).
 */
export const deploymentBody = (filled: FilledDeployment): Mapping => {
  const { members, flow, schedules, pull, entrypoint } = filled;
  const pool = isMapping(members['work_pool']) ? members['work_pool'] : {};
  return {
    entrypoint,
    ...versionOf(filled),
    description: members['description'] || flow.description,
    tags: tagsOf(members['tags']),
    parameters: members['parameters'] ?? {},
    parameter_openapi_schema: flow.parameterSchema,
    enforce_parameter_schema: members['enforce_parameter_schema'] ?? true,
    ...limitOf(members['concurrency_limit']),
    ...(typeof members['paused'] === 'boolean' ? { paused: members['paused'] } : {}),
    ...(schedules.length > 0 ? { schedules } : {}),
    work_pool_name: pool['name'],
    work_queue_name: pool['work_queue_name'] ?? null,
    job_variables: pool['job_variables'] ?? {},
    pull_steps: pull,
  };
};

import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember, pageMember } from './filters.ts';
import { bulkLimitMember, labels, tagList, tags } from './flows.ts';
import { withOpaque } from './opaque.ts';
import {
  anyFloat,
  int4,
  opaqueObject,
  positiveInt,
  wireBool,
  wireDateTime,
  wireEnum,
  wireInt,
  wirePattern,
  wireStr,
  wireStrMax,
  wireUuid,
} from './primitives.ts';
import { allRunFilters } from './run-filters.ts';
import { deploymentScheduleCreate, deploymentScheduleUpdate } from './schedules.ts';
import { deploymentSort } from './sorting.ts';
import {
  embedded,
  fail,
  isJsonObject,
  list,
  maybe,
  optional,
  optionalMember,
  orNull,
  rule,
  wireType,
  withDefault,
} from './wire-type.ts';

const OLD_MEMBERS = [
  'worker_pool_queue_id',
  'worker_pool_name',
  'worker_pool_queue_name',
  'work_pool_queue_name',
];

/** Upstream: _internal/schemas/validators.py, remove_old_deployment_fields (3.8.8). */
function withoutOldMembers(value: unknown): unknown {
  if (!isJsonObject(value) || !OLD_MEMBERS.some((key) => key in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !OLD_MEMBERS.includes(key)));
}

const limitsExclude = (value: {
  concurrency_limit?: number | null | undefined;
  global_concurrency_limit_id?: string | null | undefined;
}): string | undefined =>
  value.concurrency_limit && value.global_concurrency_limit_id
    ? 'A deployment cannot have both a concurrency limit and a global concurrency limit.'
    : undefined;

export const COLLISION_STRATEGIES = ['ENQUEUE', 'CANCEL_NEW'] as const;
export type CollisionStrategy = (typeof COLLISION_STRATEGIES)[number];

/** Upstream: server/schemas/core.py, ConcurrencyOptions (3.8.8). */
export const concurrencyOptions = z.object({
  collision_strategy: wireEnum(COLLISION_STRATEGIES),
  grace_period_seconds: orNull(wireInt({ min: 60, max: 86_400 })),
});
export type ConcurrencyOptions = z.output<typeof concurrencyOptions>;

/** What an absent or empty parameter schema means; recognisable by identity, the raw text must then not be used. */
export const EMPTY_PARAMETER_SCHEMA: Record<string, unknown> = { type: 'object', properties: {} };

/** Upstream: _internal/schema.py, ParameterSchema (3.8.8): an empty object becomes `EMPTY_PARAMETER_SCHEMA`. */
const parameterSchema = wireType<Record<string, unknown>>((value, sink) => {
  if (!isJsonObject(value)) return fail(sink, 'dict_type', 'Input should be a valid dictionary');
  return Object.keys(value).length === 0 ? EMPTY_PARAMETER_SCHEMA : value;
});

/** Further members are kept. Upstream: server/schemas/core.py, VersionInfo (3.8.8). */
export const versionInfo = z.looseObject({ type: wireStr, version: wireStr });
export type VersionInfo = z.output<typeof versionInfo>;

const OPAQUE = ['parameters', 'parameter_openapi_schema', 'job_variables', 'pull_steps', 'version_info'];

const deploymentCreateShape = z.strictObject({
  name: wirePattern(/^[^/%&><]*$/),
  flow_id: wireUuid,
  paused: withDefault(wireBool, false),
  schedules: withDefault(list(deploymentScheduleCreate), []),
  concurrency_limit: orNull(positiveInt),
  concurrency_options: orNull(concurrencyOptions),
  global_concurrency_limit_id: orNull(wireUuid),
  enforce_parameter_schema: withDefault(wireBool, true),
  parameter_openapi_schema: parameterSchema.nullable().default(() => EMPTY_PARAMETER_SCHEMA),
  parameters: withDefault(opaqueObject, {}),
  tags,
  labels,
  pull_steps: orNull(list(opaqueObject)),
  work_queue_name: orNull(wireStr),
  work_pool_name: orNull(wireStr),
  storage_document_id: orNull(wireUuid),
  infrastructure_document_id: orNull(wireUuid),
  description: orNull(wireStr),
  path: orNull(wireStr),
  version: orNull(wireStr),
  entrypoint: orNull(wireStr),
  job_variables: withDefault(opaqueObject, {}),
  version_info: orNull(versionInfo),
});

/**
 * Whether the parameters fit the schema is for the use case to say.
 * Upstream: server/schemas/actions.py, DeploymentCreate (3.8.8).
 */
export const deploymentCreate = withOpaque(
  z.preprocess(withoutOldMembers, rule(deploymentCreateShape, limitsExclude)),
  [...OPAQUE, 'schedules.*.parameters'],
);
export type DeploymentCreate = z.output<typeof deploymentCreate>;

const deploymentUpdateShape = z.strictObject({
  version: maybe(wireStr),
  description: maybe(wireStr),
  paused: optional(wireBool),
  schedules: optional(list(deploymentScheduleUpdate)),
  concurrency_limit: maybe(positiveInt),
  concurrency_options: maybe(concurrencyOptions),
  global_concurrency_limit_id: maybe(wireUuid),
  parameters: maybe(opaqueObject),
  parameter_openapi_schema: maybe(parameterSchema),
  tags: optional(tagList),
  work_queue_name: maybe(wireStr),
  work_pool_name: maybe(wireStr),
  path: maybe(wireStr),
  job_variables: maybe(opaqueObject),
  pull_steps: maybe(list(opaqueObject)),
  entrypoint: maybe(wireStr),
  storage_document_id: maybe(wireUuid),
  infrastructure_document_id: maybe(wireUuid),
  enforce_parameter_schema: maybe(wireBool),
  version_info: maybe(versionInfo),
});

/** Absent members stay as they are. Upstream: server/schemas/actions.py, DeploymentUpdate (3.8.8). */
export const deploymentUpdate = withOpaque(
  z.preprocess(withoutOldMembers, rule(deploymentUpdateShape, limitsExclude)),
  [...OPAQUE, 'schedules.*.parameters'],
);
export type DeploymentUpdate = z.output<typeof deploymentUpdate>;

export const SCHEDULE_HANDLINGS = ['keep', 'remove', 'inactive'] as const;

/** What a branch of a deployment takes over. Upstream: client/schemas/actions.py, DeploymentBranch (3.8.8). */
export const deploymentBranch = withOpaque(
  z.strictObject({
    branch: rule(wireStrMax(200), (name) =>
      name.trim() === '' ? 'Branch name cannot be empty or contain only whitespace' : undefined,
    ),
    options: z
      .strictObject({ schedule_handling: withDefault(wireEnum(SCHEDULE_HANDLINGS), 'remove') })
      .default({ schedule_handling: 'remove' }),
    overrides: maybe(rule(deploymentUpdateShape, limitsExclude)),
  }),
  ['overrides'],
);
export type DeploymentBranch = z.output<typeof deploymentBranch>;

export const deploymentsCountBody = embeddedBody(allRunFilters);
const sort = embedded(deploymentSort, 'NAME_ASC');
export const deploymentsFilterBody = embeddedBody({
  offset: offsetMember,
  ...allRunFilters,
  sort,
  limit: limitMember,
});
export type DeploymentsFilterBody = z.output<typeof deploymentsFilterBody>;
export const deploymentsPaginateBody = embeddedBody({
  page: pageMember,
  ...allRunFilters,
  sort,
  limit: limitMember,
});
export type DeploymentsPaginateBody = z.output<typeof deploymentsPaginateBody>;
export const deploymentsBulkDeleteBody = embeddedBody({
  deployments: allRunFilters.deployments,
  limit: bulkLimitMember,
});
export type DeploymentsBulkDeleteBody = z.output<typeof deploymentsBulkDeleteBody>;

export const deploymentsScheduledRunsBody = embeddedBody({
  deployment_ids: list(wireUuid),
  scheduled_before: optionalMember(wireDateTime),
  limit: limitMember,
});
export type DeploymentsScheduledRunsBody = z.output<typeof deploymentsScheduledRunsBody>;

/** `min_time` is seconds. */
export const deploymentScheduleNowBody = embeddedBody({
  start_time: optionalMember(wireDateTime),
  end_time: optionalMember(wireDateTime),
  min_time: optionalMember(anyFloat),
  min_runs: optionalMember(int4),
  max_runs: optionalMember(int4),
});
export type DeploymentScheduleNowBody = z.output<typeof deploymentScheduleNowBody>;

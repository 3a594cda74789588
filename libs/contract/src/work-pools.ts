import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember, pageMember } from './filters.ts';
import { withOpaque } from './opaque.ts';
import {
  nonNegativeInt,
  opaqueObject,
  wireBool,
  wireDateTime,
  wireInt,
  wireNonEmptyishName,
  wireStr,
  wireUuid,
} from './primitives.ts';
import { workPoolsMember } from './run-filters.ts';
import {
  embedded,
  isJsonObject,
  list,
  maybe,
  optionalMember,
  orNull,
  rule,
  withDefault,
} from './wire-type.ts';

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

/**
 * A template that is not empty needs `job_configuration` and `variables`, and may only use variables it declares.
 * Upstream: server/schemas/actions.py, validate_base_job_template (3.8.8).
 */
function templateProblem(template: Record<string, unknown>): string | undefined {
  if (Object.keys(template).length === 0) return undefined;
  const { job_configuration: configuration, variables } = template;
  if (
    !isJsonObject(configuration) ||
    !isJsonObject(variables) ||
    !Object.keys(configuration).length ||
    !Object.keys(variables).length
  )
    return 'The `base_job_template` must contain both a `job_configuration` key and a `variables` key.';
  const declared = isJsonObject(variables['properties']) ? variables['properties'] : {};
  const used = new Set([...JSON.stringify(configuration).matchAll(PLACEHOLDER)].map((match) => match[1]!));
  const unknown = [...used].filter((name) => !Object.hasOwn(declared, name));
  return unknown.length === 0
    ? undefined
    : 'The variables specified in the job configuration template must be present as properties in the variables' +
        ` schema. Your job configuration uses the following undeclared variable(s): ${unknown.join(' ,')}.`;
}
const baseJobTemplate = rule(opaqueObject, templateProblem);

/** Upstream: server/schemas/core.py, WorkPoolStorageConfiguration (3.8.8). */
export const workPoolStorageConfiguration = z.strictObject({
  bundle_upload_step: orNull(opaqueObject),
  bundle_execution_step: orNull(opaqueObject),
  default_result_storage_block_id: orNull(wireUuid),
});
export type WorkPoolStorageConfiguration = z.output<typeof workPoolStorageConfiguration>;

const OPAQUE = [
  'base_job_template',
  'storage_configuration.bundle_upload_step',
  'storage_configuration.bundle_execution_step',
];

/** Upstream: server/schemas/actions.py, WorkPoolCreate (3.8.8). */
export const workPoolCreate = withOpaque(
  z.strictObject({
    name: wireNonEmptyishName,
    description: orNull(wireStr),
    type: withDefault(wireStr, 'prefect-agent'),
    base_job_template: withDefault(baseJobTemplate, {}),
    is_paused: withDefault(wireBool, false),
    concurrency_limit: orNull(nonNegativeInt),
    storage_configuration: workPoolStorageConfiguration.prefault({}),
  }),
  OPAQUE,
);
export type WorkPoolCreate = z.output<typeof workPoolCreate>;

/** Absent members stay as they are. Upstream: server/schemas/actions.py, WorkPoolUpdate (3.8.8). */
export const workPoolUpdate = withOpaque(
  z.strictObject({
    description: maybe(wireStr),
    is_paused: maybe(wireBool),
    base_job_template: maybe(baseJobTemplate),
    concurrency_limit: maybe(nonNegativeInt),
    storage_configuration: maybe(workPoolStorageConfiguration),
  }),
  OPAQUE,
);
export type WorkPoolUpdate = z.output<typeof workPoolUpdate>;

export const workPoolsFilterBody = embeddedBody({
  work_pools: workPoolsMember,
  offset: offsetMember,
  limit: limitMember,
});
export type WorkPoolsFilterBody = z.output<typeof workPoolsFilterBody>;
export const workPoolsCountBody = embeddedBody({ work_pools: workPoolsMember });

export const workPoolConcurrencyStatusBody = embeddedBody({
  page: pageMember,
  flow_run_limit: embedded(wireInt({ min: 0, max: 200 }), 10),
  limit: limitMember,
});

/** Body of a worker's poll. An empty list of queues means all of them. */
export const workPoolScheduledRunsBody = embeddedBody({
  work_queue_names: embedded(list(wireStr), []),
  scheduled_before: optionalMember(wireDateTime),
  scheduled_after: optionalMember(wireDateTime),
  limit: limitMember,
});
export type WorkPoolScheduledRunsBody = z.output<typeof workPoolScheduledRunsBody>;

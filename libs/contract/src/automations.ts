import * as z from 'zod';

import { type Action, action } from './automation-actions.ts';
import { type Trigger, trigger } from './automation-triggers.ts';
import { type ResourceSpecification } from './events.ts';
import {
  byIds,
  byTagsOrAny,
  byTexts,
  embeddedBody,
  filterPart,
  limitMember,
  moment,
  offsetMember,
  operatorFilter,
} from './filters.ts';
import { tagList, tags } from './flows.ts';
import { withOpaque } from './opaque.ts';
import { wireBool, wireStr } from './primitives.ts';
import { automationSort } from './sorting.ts';
import { embedded, list, maybe, optional, optionalMember, orNull, rule, withDefault } from './wire-type.ts';

const actionList = list(action);
const core = {
  name: wireStr,
  description: withDefault(wireStr, ''),
  enabled: withDefault(wireBool, true),
  tags,
  trigger,
  actions: actionList,
  actions_on_trigger: withDefault(actionList, []),
  actions_on_resolve: withDefault(actionList, []),
};

const OPAQUE = ['actions', 'actions_on_trigger', 'actions_on_resolve'].flatMap((name) => [
  `${name}.*.parameters`,
  `${name}.*.job_variables`,
]);

function matchesEveryFlowRun(specification: ResourceSpecification): boolean {
  const entries = Object.entries(specification);
  if (entries.length === 0) return true;
  const ids = entries.length === 1 && entries[0]![0] === 'prefect.resource.id' ? [entries[0]![1]].flat() : [];
  return ids.includes('prefect.flow-run.*');
}

const EVERY_RUN_EVENTS: ReadonlySet<string> = new Set([
  'prefect.flow-run.Scheduled',
  'prefect.flow-run.Pending',
  'prefect.flow-run.Running',
  'prefect.flow-run.*',
]);

/**
 * Refuses an automation that would start runs whose own events start more runs.
 * Upstream: server/events/schemas/automations.py, AutomationCore.prevent_run_deployment_loops (3.8.8).
 */
function loopProblem(automation: {
  enabled?: boolean | undefined;
  trigger: Trigger;
  actions: Action[];
}): string | undefined {
  const { enabled = true, trigger: on, actions } = automation;
  if (!enabled || on.type !== 'event' || on.posture !== 'Reactive') return undefined;
  if (!on.expect.some((name) => EVERY_RUN_EVENTS.has(name))) return undefined;
  const runs = actions.filter((one) => one.type === 'run-deployment');
  if (runs.some((one) => one.source === 'inferred'))
    return 'Running an inferred deployment on a state change of a flow run starts an endless loop of flow runs. Choose a specific deployment and narrow down the match or match_related of the trigger.';
  const unfiltered = matchesEveryFlowRun(on.match) && [on.match_related].flat().some(matchesEveryFlowRun);
  return runs.length > 0 && unfiltered
    ? 'Running a deployment on a state change of any flow run may start an endless loop of flow runs. Narrow down match or match_related so that the runs of the deployment itself are left out.'
    : undefined;
}

/** Upstream: server/events/schemas/automations.py, AutomationCreate (3.8.8). */
export const automationCreate = withOpaque(
  rule(z.strictObject({ ...core, owner_resource: orNull(wireStr) }), loopProblem),
  OPAQUE,
);
export type AutomationCreate = z.output<typeof automationCreate>;

/**
 * PUT: what is sent replaces what was there; absent members stay, which the client relies on.
 * Upstream: server/events/models/automations.py, update_automation (3.8.8).
 */
export const automationUpdate = withOpaque(
  rule(
    z.strictObject({
      ...core,
      description: optional(wireStr),
      enabled: optional(wireBool),
      tags: optional(tagList),
      actions_on_trigger: optional(actionList),
      actions_on_resolve: optional(actionList),
    }),
    loopProblem,
  ),
  OPAQUE,
);
export type AutomationUpdate = z.output<typeof automationUpdate>;

/** PATCH: switches it on or off. */
export const automationPartialUpdate = z.strictObject({ enabled: withDefault(wireBool, true) });
export type AutomationPartialUpdate = z.output<typeof automationPartialUpdate>;

/** Upstream: server/events/filters.py, AutomationFilter (3.8.8). */
export const automationFilter = operatorFilter({
  id: maybe(byIds),
  name: maybe(byTexts),
  created: maybe(filterPart({ before_: moment })),
  tags: maybe(byTagsOrAny),
});
export type AutomationFilter = z.output<typeof automationFilter>;

export const automationsFilterBody = embeddedBody({
  sort: embedded(automationSort, 'NAME_ASC'),
  offset: offsetMember,
  automations: optionalMember(automationFilter),
  limit: limitMember,
});
export type AutomationsFilterBody = z.output<typeof automationsFilterBody>;
export const automationsCountBody = embeddedBody({ automations: optionalMember(automationFilter) });

/** Body of the two template checks: the template itself, a JSON string; null and no body are the empty one. */
export const templateBody = embedded(wireStr, '');

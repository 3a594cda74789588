import { column, wireObject } from '@orch/platform';

/** A row of `automation`; JSON and times are text. */
export interface AutomationRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: string[];
  readonly trigger: string;
  readonly actions: string;
  readonly actions_on_trigger: string;
  readonly actions_on_resolve: string;
}

export const AUTOMATION_COLUMNS =
  'a.id, a.created, a.updated, a.name, a.description, a.enabled, a.tags, a.trigger, a.actions, a.actions_on_trigger, a.actions_on_resolve';

/** Row → wire. Upstream: server/events/schemas/automations.py, Automation (3.8.8). */
export const presentAutomation: (row: AutomationRow) => string = wireObject<AutomationRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  description: column.text('description'),
  enabled: column.value('enabled'),
  tags: column.list('tags'),
  trigger: column.json('trigger'),
  actions: column.json('actions'),
  actions_on_trigger: column.json('actions_on_trigger'),
  actions_on_resolve: column.json('actions_on_resolve'),
});

import { Injectable } from '@nestjs/common';
import type { Trigger } from '@orch/contract';
import { type Tx, prepared } from '@orch/platform';
import { type Watched, type WatchedEvents, eventTriggersOf, watched } from '@orch/triggers';
import { AUTOMATION_COLUMNS, type AutomationRow } from '../automations/automation.presenter.ts';

/** An automation that is switched on, ready to be evaluated. */
export interface ActiveAutomation {
  readonly row: AutomationRow;
  readonly trigger: Watched;
  readonly eventTriggers: readonly WatchedEvents[];
}

// The sum changes with every change of a row, in whatever order the changes are committed.
const VERSION = prepared(
  'automations.version',
  `select coalesce(sum(hashtextextended(id::text || xmin::text, 0)), 0)::text as version from automation
   where workspace_id = $1::uuid and enabled`,
);
const LIST = prepared(
  'automations.active',
  `select ${AUTOMATION_COLUMNS} from automation a where a.workspace_id = $1::uuid and a.enabled order by a.id`,
);
const WORKSPACES_KEPT = 500;

/** The automations of a workspace that are switched on; read again when one of them was changed. */
@Injectable()
export class ActiveAutomations {
  private readonly kept = new Map<string, { version: string; automations: readonly ActiveAutomation[] }>();

  /** As they are at this moment of the transaction. */
  async of(tx: Tx): Promise<readonly ActiveAutomation[]> {
    const { workspaceId } = tx.scope;
    const [row] = await tx.query<{ version: string }>(VERSION.with(workspaceId));
    const known = this.kept.get(workspaceId);
    const version = row?.version ?? '';
    if (known?.version === version) return known.automations;
    const rows = await tx.query<AutomationRow>(LIST.with(workspaceId));
    const automations = rows.map(active);
    if (this.kept.size >= WORKSPACES_KEPT) this.kept.clear();
    this.kept.set(workspaceId, { version, automations });
    return automations;
  }
}

/** A stored automation, ready to be evaluated. */
export function active(row: AutomationRow): ActiveAutomation {
  const trigger = watched(JSON.parse(row.trigger) as Trigger); // stored by us
  return { row, trigger, eventTriggers: eventTriggersOf(trigger) };
}

import type { ResourceLabels } from '@orch/events';
import type { JsonText, Micros } from '@orch/kernel';
import type { Firing } from '@orch/triggers';
import type { AutomationRow } from '../automations/automation.presenter.ts';
import type { Action } from '@orch/contract';

/** An event as it is stored, with its wire form. */
export interface SourceEvent {
  readonly id: string;
  readonly occurredUs: Micros;
  readonly resource: ResourceLabels;
  readonly related: readonly ResourceLabels[];
  /** As the wire shows it. */
  readonly wire: JsonText;
}

/** An action that an automation has to do, and why. */
export interface TriggeredAction {
  /** Of this one time: what must not be done twice is done under it. */
  readonly id: string;
  /** The automation as it was when it fired. */
  readonly automation: AutomationRow;
  readonly action: Action;
  /** The action as it is stored: parameters in their own digits. */
  readonly actionText: JsonText;
  readonly actionIndex: number;
  readonly firing: Firing;
  readonly event: SourceEvent | null;
  /** The event that tells of the firing. */
  readonly stateEventId: string;
  /** The automations behind it, each set off by the one before. */
  readonly chain: readonly string[];
  readonly attempts: number;
}

/** What an action did, as its events tell it; filled while it is done, so that a failure tells how far it came. */
export class ActionResult {
  readonly details: Record<string, unknown> = {};
  readonly related: ResourceLabels[] = [];

  target(kind: string, id: string, name?: string): void {
    this.relate(`prefect.${kind}.${id}`, 'target', name);
  }

  relate(id: string, role: string, name?: string): void {
    this.related.push({
      'prefect.resource.id': id,
      'prefect.resource.role': role,
      ...(name === undefined ? {} : { 'prefect.resource.name': name }),
    });
  }
}

/** One kind of action. @throws ActionFailed, TryAgain */
export interface Performer {
  readonly types: readonly Action['type'][];
  perform(
    scope: { accountId: string; workspaceId: string },
    triggered: TriggeredAction,
    result: ActionResult,
  ): Promise<void>;
}

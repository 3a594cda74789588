import { RESOURCE_ID } from '@orch/events';
import { isUuid } from '@orch/kernel';
import { ActionFailed } from './action-failed.ts';
import type { SourceEvent, TriggeredAction } from './triggered-action.ts';

/** The first resource of a kind in an event, its own before the related ones. */
export function firstOfKind(event: SourceEvent | null, kind: string): string | undefined {
  const prefix = `prefect.${kind}.`;
  const ids = event ? [event.resource, ...event.related].map((labels) => labels[RESOURCE_ID] ?? '') : [];
  const first = ids.find((id) => id.slice(0, id.lastIndexOf('.') + 1) === prefix)?.slice(prefix.length);
  return first !== undefined && isUuid(first) ? first : undefined;
}

/**
 * The object that an action is about: the one it names, or the first of its kind in the event.
 * @throws ActionFailed
 */
export function objectOf(triggered: TriggeredAction, selected: string | null, kind: string): string {
  if (selected !== null) return selected;
  const name = kind.replace('-', ' ');
  if (!triggered.event) throw new ActionFailed(`No event to infer the ${name}`);
  const id = firstOfKind(triggered.event, kind);
  if (id === undefined) throw new ActionFailed(`No ${name} could be inferred`);
  return id;
}

/**
 * The flow run that an action is about: the one that is watched, or the first in the event.
 * Upstream: server/events/actions.py, FlowRunAction.flow_run (3.8.8).
 * @throws ActionFailed
 */
export function flowRunOf({ firing, event }: TriggeredAction): string {
  const watched = /^prefect\.flow-run\.(.+)$/.exec(firing.labels[RESOURCE_ID] ?? '')?.[1];
  const id = watched !== undefined && isUuid(watched) ? watched : firstOfKind(event, 'flow-run');
  if (id === undefined) throw new ActionFailed('No flow run could be inferred');
  return id;
}

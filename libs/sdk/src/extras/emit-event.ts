import { flowRun, taskRun } from '../context/run-context.ts';
import { asRoot, currentPlane } from '../session/session.ts';
import { newId } from '../state/state.ts';
import { nextWireTime } from '../state/wire-time.ts';

/** Something that happened, for automations and the event feed. */
export interface UserEvent {
  /** e.g. `order.shipped` */
  readonly event: string;
  /** Id of what it happened to, e.g. `shop.order.17`, or all labels of it with `prefect.resource.id`. */
  readonly resource: string | Readonly<Record<string, string>>;
  readonly related?: readonly Readonly<Record<string, string>>[];
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Id of the event that led to this one. */
  readonly follows?: string;
}

const relatedRuns = (): Record<string, string>[] =>
  (
    [
      ['flow-run', flowRun()],
      ['task-run', taskRun()],
    ] as const
  ).flatMap(([role, run]) =>
    run === undefined
      ? []
      : [
          {
            'prefect.resource.id': `prefect.${role}.${run.id}`,
            'prefect.resource.role': role,
            'prefect.resource.name': run.name,
          },
        ],
  );

/**
 * Emits an event; within a run it is related to the run. Outside of one, resolves when the server has it.
 * @returns the event's id; null without a server
 */
export const emitEvent = async (event: UserEvent): Promise<string | null> => {
  const plane = currentPlane();
  if (plane === null) return null;
  const id = newId();
  const { resource, related = [], payload = {}, follows = null } = event;
  const emit = async (): Promise<void> =>
    plane.events.emit({
      id,
      occurred: nextWireTime(),
      event: event.event,
      resource: typeof resource === 'string' ? { 'prefect.resource.id': resource } : resource,
      related: [...related, ...relatedRuns()],
      payload,
      follows,
    });
  await (flowRun() || taskRun() ? emit() : asRoot(emit));
  return id;
};

import { type OutgoingEvent, RESOURCE_ID, RESOURCE_NAME, RESOURCE_ROLE } from '@orch/events';
import { currentRequest } from '@orch/platform';

/**
 * The event with who asked for the change, where somebody signed in did: not in loops, and not on a machine of one's own
 * (events there are the reference's).
 */
export function toldWithActor(event: OutgoingEvent): OutgoingEvent {
  const principal = currentRequest()?.orchPrincipal;
  if (!principal || (principal.keyId === null && principal.sessionId === undefined)) return event;
  const actor = {
    [RESOURCE_ID]: `prefect-cloud.actor.${principal.actorId}`,
    [RESOURCE_NAME]: principal.name,
    [RESOURCE_ROLE]: 'actor',
  };
  return { ...event, related: [...event.related, actor] };
}

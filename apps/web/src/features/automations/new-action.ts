import type { Action, Trigger } from '../../api/automations.ts';
import { ACTION_KINDS } from './action-text.ts';

const RUN_BODY = `Flow run {{ flow_run.name }} observed in state {{ flow_run.state.name }} at {{ flow_run.state.timestamp }}.

Flow: {{ flow.name }}
Deployment: {{ deployment.name }}
Message: {{ flow_run.state.message }}
Open: {{ flow_run | ui_url }}`;
const EVENT_BODY = `{{ automation.name }} fired.

Event: {{ event.event }}
Resource: {{ event.resource.name }}
At: {{ event.occurred }}`;

const isAboutRuns = (trigger: Trigger): boolean =>
  JSON.stringify(trigger).includes('prefect.flow-run.') && trigger.type === 'event';

/** An action as somebody begins to write it: a message is there already, to be changed. */
export function newAction(type: string, trigger: Trigger): Action {
  const target = ACTION_KINDS[type]?.target;
  const about = isAboutRuns(trigger);
  if (type === 'send-notification' || type === 'send-email-notification') {
    return {
      type,
      subject: about ? '{{ flow_run.name }} is {{ flow_run.state.name }}' : '{{ automation.name }}',
      body: about ? RUN_BODY : EVENT_BODY,
      ...(type === 'send-email-notification' ? { emails: [] } : {}),
    };
  }
  if (type === 'change-flow-run-state') return { type, state: 'FAILED' };
  return target && target !== 'block' ? { type, source: 'selected' } : { type };
}

const TARGETS = ['deployment_id', 'work_pool_id', 'work_queue_id', 'automation_id', 'block_document_id'];
/** What still has to be filled in, in words; undefined when the action can be saved. */
export function missingIn(action: Action): string | undefined {
  const target = ACTION_KINDS[action.type]?.target;
  if (target && action['source'] !== 'inferred' && !TARGETS.some((member) => action[member]))
    return `Choose the ${target.replace('-', ' ')}.`;
  if (
    action.type === 'send-email-notification' &&
    !(Array.isArray(action['emails']) && action['emails'].length > 0)
  )
    return 'Name who gets the e-mail.';
  return undefined;
}

import type { EventTrigger, Trigger } from '../../api/automations.ts';
import { automationPhrase } from './action-text.ts';
import { plainText } from './phrase.ts';
import { triggerPhrase } from './trigger-text.ts';

const NAMES: Readonly<Record<string, string>> = {
  'prefect.flow.1': 'main-flow',
  'prefect.deployment.2': 'Taxi1',
};
const nameOf = (id: string): string | undefined => NAMES[id];
const event = (change: Partial<EventTrigger>): EventTrigger => ({
  type: 'event',
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  match_related: {},
  after: [],
  expect: ['prefect.flow-run.Failed'],
  for_each: [],
  posture: 'Reactive',
  threshold: 1,
  within: 0,
  ...change,
});
const saidOf = (trigger: Trigger): string => plainText(triggerPhrase(trigger, nameOf));

it.each<[Partial<EventTrigger>, string]>([
  [{}, 'a flow run becomes failed'],
  [
    { expect: ['prefect.flow-run.Failed', 'prefect.flow-run.TimedOut'], threshold: 3, within: 600 },
    'a flow run becomes failed or timed out 3 times within 10 minutes',
  ],
  [
    { match_related: { 'prefect.resource.role': 'flow', 'prefect.resource.id': ['prefect.flow.1'] } },
    'a flow run of flow main-flow becomes failed',
  ],
  [
    {
      posture: 'Proactive',
      after: ['prefect.flow-run.Running'],
      expect: ['prefect.flow-run.*'],
      within: 1800,
    },
    'a flow run stays running for 30 minutes',
  ],
  [
    {
      posture: 'Proactive',
      after: ['prefect.flow-run.Late'],
      expect: ['prefect.flow-run.Running'],
      within: 60,
    },
    'a flow run becomes late and does not become running within 1 minute',
  ],
  [
    {
      match: { 'prefect.resource.id': 'prefect.work-pool.*' },
      posture: 'Proactive',
      after: ['prefect.work-pool.not-ready'],
      expect: ['prefect.work-pool.*'],
      within: 300,
    },
    'a work pool becomes not ready and stays so for 5 minutes',
  ],
  [{ match: {}, expect: ['order.paid'] }, 'order.paid happens'],
  [
    { match: {}, expect: ['order.paid'], posture: 'Proactive', within: 60 },
    'order.paid does not happen within 1 minute',
  ],
])('%o is said in words', (change, text) => expect(saidOf(event(change))).toBe(text));

it('joins the triggers of a group', () => {
  const triggers = [event({}), event({ expect: ['prefect.flow-run.Crashed'] })];
  expect(saidOf({ type: 'sequence', triggers, within: 60 })).toBe(
    'a flow run becomes failed, and then a flow run becomes crashed, all within 1 minute',
  );
  expect(saidOf({ type: 'compound', require: 'any', triggers, within: null })).toBe(
    'a flow run becomes failed or a flow run becomes crashed',
  );
});

it('says what is done about it', () => {
  const actions = [
    { type: 'run-deployment', source: 'selected', deployment_id: '2' },
    { type: 'cancel-flow-run' },
  ];
  const none = { actions_on_trigger: [], actions_on_resolve: [] };
  expect(plainText(automationPhrase({ trigger: event({}), actions, ...none }, nameOf))).toBe(
    'When a flow run becomes failed, run Taxi1 and cancel the flow run.',
  );
});

import { expect, it } from '@jest/globals';
import { Model } from '../../values/model.ts';
import { renderText } from '../render-template.ts';
import { linkFilters } from './link-filters.ts';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const UI = 'https://orch.example/account/a/workspace/w';
const CONTEXT = {
  flow_run: new Model('flow-run', { id: ID, name: 'loud-owl' }),
  work_pool: new Model('work-pool', { id: ID, name: 'my pool' }),
  event: new Model('received-event', { id: ID, occurred: '2026-11-21T10:00:00Z' }),
  resource: new Model('resource', { 'prefect.resource.id': `prefect.deployment.${ID}` }),
  foreign: new Model('resource', { 'prefect.resource.id': 'aws.bucket.1' }),
  plain: { id: ID },
};
const rendered = (template: string): string => renderText(template, CONTEXT, { filters: linkFilters(UI) });

it.each([
  ['{{ flow_run|ui_url }}', `${UI}/runs/flow-run/${ID}`],
  ['{{ work_pool|ui_url }}', `${UI}/work-pools/work-pool/my%20pool`],
  ['{{ event|ui_url }}', `${UI}/events/event/2026-11-21/${ID}`],
  ['{{ resource|ui_url }}', `${UI}/deployments/deployment/${ID}`],
  ['{{ foreign|ui_url }}', 'None'],
  ['{{ plain|ui_url }}', 'None'],
  ['{{ missing|ui_url }}', 'None'],
  ['{{ flow_run|ui_resource_events_url }}', `${UI}/events?resource=prefect.flow-run.${ID}`],
  ['{{ resource|ui_resource_events_url }}', `${UI}/events?resource=prefect.deployment.${ID}`],
  ['{{ foreign|ui_resource_events_url }}', `${UI}/events?resource=aws.bucket.1`],
  [`{{ ('see https://x/flow-run/${ID}?a')|flow_run_id }}`, ID],
  ["{{ 'none here'|flow_run_id }}", 'None'],
  ['{{ flow_run.name }} {{ flow_run|tojson }}', `loud-owl {"id": "${ID}", "name": "loud-owl"}`],
])('%s', (template, output) => {
  expect(rendered(template)).toBe(output);
});

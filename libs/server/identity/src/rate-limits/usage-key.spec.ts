import { USAGE_KEYS, usageKeyOf } from './usage-key.ts';

it.each([
  ['/api/flow_runs/filter', 'runs'],
  ['/api/flow_run_states/', 'runs'],
  ['/api/flows/', 'flows'],
  ['/api/logs/', 'logs'],
  ['/api/work_pools/x/get_scheduled_flow_runs', 'work-pools'],
  ['/api/block_documents/1', 'blocks'],
  ['/api/v2/concurrency_limits/increment', 'concurrency'],
  ['/api/accounts/1/members', 'account'],
  ['/api/hello', 'other'],
  ['/', 'other'],
])('%s counts as %s', (path, key) => {
  expect(USAGE_KEYS[usageKeyOf(path)]).toBe(key);
});

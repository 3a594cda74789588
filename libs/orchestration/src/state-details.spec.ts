import { emptyStateDetails, stateDetailsFromWire, stateDetailsToWire } from './state-details.ts';

const DEFAULTS = {
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
};

const FULL = {
  flow_run_id: 'a',
  task_run_id: 'b',
  child_flow_run_id: 'c',
  scheduled_time: '2026-11-21T01:02:03.000456Z',
  cache_key: 'k',
  cache_expiration: '2026-11-21T01:02:03Z',
  deferred: true,
  untrackable_result: true,
  pause_timeout: '2027-01-01T00:00:00Z',
  pause_reschedule: true,
  pause_key: 'p',
  run_input_keyset: { schema: 's' },
  refresh_cache: false,
  retriable: true,
  transition_id: 't',
  task_parameters_id: 'u',
  traceparent: 'v',
  deployment_concurrency_lease_id: 'l',
};

it('prints every key, also those that were not given', () => {
  expect(Object.entries(stateDetailsToWire(emptyStateDetails()))).toEqual(Object.entries(DEFAULTS));
});

it('reads back what it prints', () => {
  expect(stateDetailsToWire(stateDetailsFromWire(FULL))).toEqual(FULL);
  expect(stateDetailsFromWire({})).toEqual(emptyStateDetails());
  expect(stateDetailsFromWire({ deferred: null }).deferred).toBeNull();
});

it('reads timestamps with a space and an offset', () => {
  const wire = { scheduled_time: '2026-11-20 23:12:32.000879+00:00' };
  expect(stateDetailsToWire(stateDetailsFromWire(wire))['scheduled_time']).toBe(
    '2026-11-20T23:12:32.000879Z',
  );
});

it('takes a value of the wrong type for absent', () => {
  const wire = {
    scheduled_time: 5,
    cache_key: {},
    deferred: 'yes',
    pause_timeout: 'soon',
    run_input_keyset: { a: 1 },
    unknown: true,
  };
  expect(stateDetailsFromWire(wire)).toEqual(emptyStateDetails());
  expect(stateDetailsFromWire({ run_input_keyset: ['a'] }).runInputKeyset).toBeNull();
});

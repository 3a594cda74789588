import {
  EMPTY_FLOW_RUN_POLICY,
  EMPTY_TASK_RUN_POLICY,
  flowRunPolicyFromWire,
  flowRunPolicyToWire,
  taskRunPolicyFromWire,
  taskRunPolicyToWire,
} from './run-policy.ts';

it('gives nothing its defaults', () => {
  expect(flowRunPolicyFromWire({})).toEqual(EMPTY_FLOW_RUN_POLICY);
  expect(taskRunPolicyFromWire({})).toEqual(EMPTY_TASK_RUN_POLICY);
});

it('reads back what it prints, unknown keys included', () => {
  const flow = {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: 2,
    retry_delay: 3,
    pause_keys: ['a'],
    resuming: true,
    retry_type: 'in_process',
    later: { kept: true },
  };
  const task = {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: 2,
    retry_delay: [1, 2.5],
    retry_jitter_factor: 0.5,
    later: 1,
  };
  expect(flowRunPolicyToWire(flowRunPolicyFromWire(flow))).toEqual(flow);
  expect(taskRunPolicyToWire(taskRunPolicyFromWire(task))).toEqual(task);
});

it('takes the deprecated keys where the new ones say nothing', () => {
  const old = { max_retries: 3, retry_delay_seconds: 7 };
  expect(flowRunPolicyFromWire(old)).toMatchObject({ retries: 3, retryDelaySeconds: 7 });
  expect(taskRunPolicyFromWire({ ...old, retries: 1 })).toMatchObject({ retries: 1, retryDelaySeconds: 7 });
});

it('keeps an unknown retry type out', () => {
  expect(flowRunPolicyFromWire({ retry_type: 'other', resuming: null })).toMatchObject({
    retryType: null,
    resuming: null,
  });
});

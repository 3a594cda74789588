import { stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { bypassCancellingFlowRunsWithNoInfra as rule } from './bypass-cancelling-flow-runs-with-no-infra.ts';

const SCHEDULED_BYPASS =
  'REJECT: Scheduled flow run has no infrastructure to terminate. [CANCELLED Cancelled]';
const SUSPENDED_BYPASS =
  'REJECT: Suspended flow run has no infrastructure to terminate. [CANCELLED Cancelled]';
const CANCELLING = 'ACCEPT [CANCELLING Cancelling]';

it.each([
  { initial: stateOf('SCHEDULED'), pid: null, answer: SCHEDULED_BYPASS },
  { initial: stateOf('SCHEDULED'), pid: '', answer: SCHEDULED_BYPASS },
  { initial: stateOf('SCHEDULED', { name: 'AwaitingRetry' }), pid: '1', answer: CANCELLING },
  { initial: stateOf('SCHEDULED', { name: 'Resuming' }), pid: '1', answer: SCHEDULED_BYPASS },
  { initial: stateOf('PAUSED'), pid: null, answer: CANCELLING },
  { initial: stateOf('PAUSED', { details: { pauseReschedule: true } }), pid: '1', answer: SUSPENDED_BYPASS },
  { initial: stateOf('RUNNING'), pid: null, answer: CANCELLING },
])('cancelling $initial.name with process $pid: $answer', ({ initial, pid, answer }) => {
  const run = { infrastructurePid: pid };
  expect(verdict(tryFlow([rule], { run, initial, proposed: 'CANCELLING' }))).toBe(answer);
});

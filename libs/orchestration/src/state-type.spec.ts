import {
  ANY_STATE,
  defaultStateName,
  inMask,
  isStateType,
  isTerminal,
  maskOf,
  NO_STATE,
  STATE_CODES,
  STATE_TYPES,
  stateCode,
} from './state-type.ts';

it('gives every type its own bit, and "no state" one too', () => {
  const codes = [null, ...STATE_TYPES].map(stateCode);
  expect(codes).toEqual(Array.from({ length: STATE_CODES }, (_, index) => index));
  expect(ANY_STATE).toBe(2 ** STATE_CODES - 1);
  expect(inMask(maskOf(null, 'PAUSED'), NO_STATE)).toBe(true);
  expect(inMask(maskOf(null, 'PAUSED'), stateCode('RUNNING'))).toBe(false);
});

it('knows the four ends and the default names', () => {
  expect(STATE_TYPES.filter(isTerminal)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED']);
  expect(defaultStateName('CANCELLING')).toBe('Cancelling');
});

it('tells types from other text', () => {
  expect(['RUNNING', 'running', 'toString', ''].map(isStateType)).toEqual([true, false, false, false]);
});

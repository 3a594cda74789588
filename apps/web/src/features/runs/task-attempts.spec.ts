import type { StateResponse, StateType } from '@orch/contract';
import { attemptsOf } from './task-attempts.ts';

const state = (type: StateType, second: number, name: string = type): StateResponse =>
  ({ id: `${type}${second}`, type, name, timestamp: `2026-11-21T10:00:0${second}Z` }) as StateResponse; // what is read

it('begins an attempt with each Running and ends it with the state after it', () => {
  const tries = attemptsOf([
    state('COMPLETED', 5),
    state('PENDING', 0),
    state('RUNNING', 1),
    state('SCHEDULED', 2, 'AwaitingRetry'),
    state('RUNNING', 4, 'Retrying'),
  ]);
  expect(tries.map(({ number, end, seconds }) => [number, end?.name, seconds])).toEqual([
    [1, 'AwaitingRetry', 1],
    [2, 'COMPLETED', 1],
  ]);
});

it('leaves the end of an attempt open while it runs, and counts none for what never ran', () => {
  expect(attemptsOf([state('PENDING', 0), state('RUNNING', 1)])).toMatchObject([{ end: undefined }]);
  expect(attemptsOf([state('PENDING', 0), state('CANCELLED', 1)])).toEqual([]);
});

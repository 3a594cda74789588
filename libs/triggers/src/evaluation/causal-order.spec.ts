import { expect, it } from '@jest/globals';
import type { TriggerEvent } from '../events/trigger-event.ts';
import { causalOrder } from './causal-order.ts';

const event = (id: string, follows: string | null = null): TriggerEvent => ({
  id,
  follows,
  occurredUs: 0,
  event: 'e',
  resource: {},
  related: [],
});
const order = (...events: TriggerEvent[]): string =>
  causalOrder(events)
    .map(({ id }) => id)
    .join('');

it('keeps the order in which events came', () => expect(order(event('b'), event('a'))).toBe('ba'));

it('puts an event behind the one it follows, and that one behind its own leader', () => {
  expect(order(event('c', 'b'), event('x'), event('b', 'a'), event('a'))).toBe('abcx');
});

it('does not wait for a leader that is not there, and ends in a circle', () => {
  expect(order(event('b', 'gone'), event('a'))).toBe('ba');
  expect(order(event('a', 'b'), event('b', 'a')).split('').sort().join('')).toBe('ab');
  expect(order(event('a', 'a'))).toBe('a');
});

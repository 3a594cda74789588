import { expect, it } from '@jest/globals';
import type { OutgoingEvent } from '@orch/events';
import type { ActiveAutomation } from './active-automations.ts';
import { CHAIN_LABEL, CHAIN_MAX, chainOf, isOwnEffect } from './loop-guard.ts';

const event = (name: string, resource: string, chain?: readonly string[]): OutgoingEvent =>
  ({
    event: name,
    resource: { 'prefect.resource.id': resource, ...(chain ? { [CHAIN_LABEL]: chain.join(',') } : {}) },
  }) as unknown as OutgoingEvent; // the guard reads nothing else
const automation = (id: string, expect = ['prefect.automation.*']): ActiveAutomation =>
  ({ row: { id }, eventTriggers: [{ expect }] }) as unknown as ActiveAutomation; // as above

it('knows the automations behind an effect, with or without a note of them', () => {
  expect(chainOf(event('prefect.automation.triggered', 'prefect.automation.b', ['a', 'b']))).toEqual([
    'a',
    'b',
  ]);
  expect(chainOf(event('prefect.automation.action.failed', 'prefect.automation.b'))).toEqual(['b']);
  expect(chainOf(event('prefect.automation.updated', 'prefect.automation.b'))).toEqual([]);
});

it('hides from an automation what it has set off itself, directly or through others', () => {
  const effect = event('prefect.automation.action.executed', 'prefect.automation.b', ['a', 'b']);
  expect(['a', 'b', 'c'].map((id) => isOwnEffect(effect, automation(id)))).toEqual([true, true, false]);
  expect(isOwnEffect(event('prefect.flow-run.Failed', 'prefect.automation.a', ['a']), automation('a'))).toBe(
    false,
  );
});

it('ends long chains', () => {
  const chain = Array.from({ length: CHAIN_MAX }, (_, i) => `a${i}`);
  const effect = (length: number): OutgoingEvent =>
    event('prefect.automation.triggered', `prefect.automation.a${length - 1}`, chain.slice(0, length));
  expect(isOwnEffect(effect(CHAIN_MAX), automation('x'))).toBe(true);
  expect(isOwnEffect(effect(CHAIN_MAX - 1), automation('x'))).toBe(false);
});

it.each([[[]], [['*']], [['prefect.*']], [['prefect.flow-run.*']]])(
  'lets nobody hear of automations who expects %j',
  (expected: string[]) => {
    const effect = event('prefect.automation.triggered', 'prefect.automation.a');
    expect(isOwnEffect(effect, automation('b', expected))).toBe(true);
    expect(
      isOwnEffect(event('prefect.automation.created', 'prefect.automation.a'), automation('b', expected)),
    ).toBe(false);
    expect(isOwnEffect(effect, automation('b', [...expected, 'prefect.automation.triggered']))).toBe(false);
  },
);

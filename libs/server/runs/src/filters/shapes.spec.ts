import type { RunFilters } from '@orch/contract';
import { sql } from '@orch/platform';
import { isSteady, preparedShape } from './shapes.ts';

describe('isSteady', () => {
  it.each<[string, object]>([
    ['nothing', {}],
    ['nulls', { flows: null, flow_runs: { operator: 'and_', id: { any_: ['a'] }, state: null } }],
    ['ids of deployments', { deployments: { operator: 'and_', id: { any_: ['a'] } } }],
  ])('says yes to %s', (_, filters) => expect(isSteady(filters as RunFilters)).toBe(true));

  it.each<[string, object]>([
    ['a time', { flow_runs: { operator: 'and_', expected_start_time: { after_: 1 } } }],
    ['a state', { flow_runs: { operator: 'and_', state: { type: { any_: ['FAILED'] } } } }],
    ['another object', { work_pools: { id: { any_: ['a'] } } }],
    ['ids of flows, of which some have nearly all runs', { flows: { id: { any_: ['a'] } } }],
    ['names of deployments', { deployments: { name: { like_: 'a' } } }],
  ])('says no to %s', (_, filters) => expect(isSteady(filters as RunFilters)).toBe(false));
});

describe('preparedShape', () => {
  it('names a text once, whatever its values, and only so many texts', () => {
    const first = preparedShape('list', sql`select ${1}`);
    expect(first).toEqual({
      text: 'select $1',
      values: [1],
      name: expect.stringMatching(/^runs\.list_shape_/),
    });
    expect(preparedShape('list', sql`select ${2}`)).toEqual({ ...first, values: [2] });
    const names = Array.from(
      { length: 60 },
      (_, n) => preparedShape('list', { text: `select ${n}`, values: [] } as never).name,
    );
    const given = names.filter((name) => name !== undefined);
    expect(new Set([...given, first.name]).size).toBe(40);
    expect(names.at(-1)).toBeUndefined();
  });
});

import { filterOf, rangeOf, searchOfRange } from './run-search.ts';

it('reads the range of an address, and only a sound one', () => {
  expect(rangeOf({})).toEqual({ kind: 'last', hours: 24 });
  expect(rangeOf({ hours: '168' })).toEqual({ kind: 'last', hours: 168 });
  expect(rangeOf({ hours: '-1' })).toEqual({ kind: 'last', hours: 24 });
  expect(rangeOf({ hours: '9e9' })).toEqual({ kind: 'last', hours: 24 });
  expect(rangeOf({ from: '2026-01-01', to: '2026-01-03' })).toEqual({
    kind: 'days',
    from: '2026-01-01',
    to: '2026-01-03',
  });
  expect(rangeOf({ from: 'yesterday', to: '2026-01-03' })).toEqual({ kind: 'last', hours: 24 });
});

it('leaves the usual range out of the address', () => {
  expect(searchOfRange({ kind: 'last', hours: 24 })).toEqual({});
  expect(searchOfRange({ kind: 'last', hours: 1 })).toEqual({ hours: '1' });
});

it('asks for late runs by name and for failed ones by type', () => {
  expect(filterOf({ state: 'Late' })).toEqual({ flow_runs: { state: { name: { any_: ['Late'] } } } });
  expect(filterOf({ state: 'FAILED', tag: 'a' })).toEqual({
    flow_runs: { state: { type: { any_: ['FAILED'] } }, tags: { all_: ['a'] } },
  });
});

it('looks forwards for what is scheduled', () => {
  const { flow_runs, sort } = filterOf({ state: 'SCHEDULED' }, { since: 'a', until: 'b' }) as {
    flow_runs: { expected_start_time: object };
    sort: string;
  };
  expect(sort).toBe('EXPECTED_START_TIME_ASC');
  expect(flow_runs.expected_start_time).not.toHaveProperty('before_');
});

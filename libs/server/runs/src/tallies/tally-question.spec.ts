import type { RunFilters } from '@orch/contract';
import { tallyQuestion } from './tally-question.ts';

const ofRuns = (flow_runs: object): RunFilters =>
  ({ flow_runs: { operator: 'and_', ...flow_runs } }) as RunFilters;
const ANY = { afterUs: null, beforeUs: null, stateTypes: null, owners: null };

describe('tallyQuestion', () => {
  it.each<[string, RunFilters, object]>([
    ['nothing', {}, ANY],
    ['nulls', { flow_runs: null, flows: null }, ANY],
    ['an empty filter of runs', ofRuns({ state: null, tags: null }), ANY],
    ['an empty state', ofRuns({ state: { operator: 'and_', type: {}, name: null } }), ANY],
    [
      'a span',
      ofRuns({ expected_start_time: { after_: 1, before_: 2 } }),
      { ...ANY, afterUs: 1, beforeUs: 2 },
    ],
    [
      'states, alone under whatever operator',
      ofRuns({ state: { operator: 'or_', type: { any_: ['FAILED'] } } }),
      { ...ANY, stateTypes: ['FAILED'] },
    ],
    [
      'no state at all',
      ofRuns({ state: { operator: 'and_', type: { any_: [] } } }),
      { ...ANY, stateTypes: [] },
    ],
    [
      'one flow',
      { flows: { operator: 'and_', id: { any_: ['a'] }, name: null }, flow_runs: null } as RunFilters,
      { ...ANY, owners: { kind: 'flows', values: ['a'] } },
    ],
    [
      'work pools by name and a span',
      {
        work_pools: { operator: 'and_', name: { any_: ['p', 'q'] } },
        ...ofRuns({ expected_start_time: { before_: 2 } }),
      } as RunFilters,
      { ...ANY, beforeUs: 2, owners: { kind: 'work_pools', values: ['p', 'q'] } },
    ],
  ])('is understood of %s', (_, filters, question) => expect(tallyQuestion(filters)).toEqual(question));

  it.each<[string, RunFilters]>([
    ['an empty filter of another object, which asks that there is one', { deployments: {} } as RunFilters],
    [
      'two kinds of owners',
      { deployments: { id: { any_: ['a'] } }, flows: { id: { any_: ['b'] } } } as RunFilters,
    ],
    ['a flow by name', { flows: { operator: 'and_', name: { any_: ['a'] } } } as unknown as RunFilters],
    ['flows left out', { flows: { operator: 'and_', id: { not_any_: ['a'] } } } as unknown as RunFilters],
    [
      'flows with a tag too',
      { flows: { id: { any_: ['a'] }, tags: { all_: ['t'] } } } as unknown as RunFilters,
    ],
    ['task runs', { task_runs: {} } as RunFilters],
    ['or_', ofRuns({ operator: 'or_', expected_start_time: { after_: 1 } })],
    ['another member', ofRuns({ name: { any_: ['a'] } })],
    ['an excluded state', ofRuns({ state: { operator: 'and_', type: { not_any_: ['FAILED'] } } })],
    ['names of states', ofRuns({ state: { operator: 'and_', name: { any_: ['Late'] } } })],
  ])('is not understood of %s', (_, filters) => expect(tallyQuestion(filters)).toBeUndefined());
});

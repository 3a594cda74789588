import type { RunFilters } from '@orch/contract';
import { tallyQuestion } from './tally-question.ts';

const ofRuns = (flow_runs: object): RunFilters =>
  ({ flow_runs: { operator: 'and_', ...flow_runs } }) as RunFilters;
const ANY = { afterUs: null, beforeUs: null, stateTypes: null };

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
  ])('is understood of %s', (_, filters, question) => expect(tallyQuestion(filters)).toEqual(question));

  it.each<[string, RunFilters]>([
    ['an empty filter of another object, which asks that there is one', { deployments: {} } as RunFilters],
    ['task runs', { task_runs: {} } as RunFilters],
    ['or_', ofRuns({ operator: 'or_', expected_start_time: { after_: 1 } })],
    ['another member', ofRuns({ name: { any_: ['a'] } })],
    ['an excluded state', ofRuns({ state: { operator: 'and_', type: { not_any_: ['FAILED'] } } })],
    ['names of states', ofRuns({ state: { operator: 'and_', name: { any_: ['Late'] } } })],
  ])('is not understood of %s', (_, filters) => expect(tallyQuestion(filters)).toBeUndefined());
});

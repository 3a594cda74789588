import { randomUUID } from 'node:crypto';
import { type TaskRunEventOptions, taskRunEvent } from '../testing/event-bench.ts';
import { collapseReports } from './collapse-reports.ts';
import { stateDetailsText } from './state-details-text.ts';

const FLOW_RUN = randomUUID();
const report = (over: Partial<TaskRunEventOptions>) => {
  const { report: found } = taskRunEvent({
    runId: randomUUID(),
    flowRunId: FLOW_RUN,
    type: 'RUNNING',
    atMs: 1_000,
    ...over,
  });
  return found;
};

describe('the report of an event', () => {
  it('has the state under the id and time of the event', () => {
    const id = randomUUID();
    const found = report({ id, type: 'COMPLETED', name: 'Cached' })!;
    expect(JSON.parse(found.stateText)).toMatchObject({
      state_id: id,
      state_type: 'COMPLETED',
      state_name: 'Cached',
      flow_run_id: FLOW_RUN,
    });
    expect(JSON.parse(found.rowText)).toMatchObject({
      task_key: 't-abc',
      tags: ['x'],
      empirical_policy: { retries: 0, retry_delay: null },
    });
  });

  it.each([
    ['a type that is no state', { type: 'DONE' }],
    ['a run that is no UUID', { runId: 'x' }],
    ['tags that are no list', { run: { tags: 'x' } }],
    ['no task key', { run: { task_key: undefined } }],
    ['a count that is no number', { run: { run_count: 'many' } }],
  ])('is none for %s', (_, over) => {
    expect(report(over)).toBeNull();
  });
});

describe('one report a run', () => {
  it('is the latest state, whatever the order; the last of equal times', () => {
    const runId = randomUUID();
    const [a, b, c] = [report({ runId, atMs: 2 })!, report({ runId, atMs: 3 })!, report({ runId, atMs: 1 })!];
    const same = report({ runId, atMs: 3 })!;
    expect(collapseReports([a, b, c])).toEqual([b]);
    expect(collapseReports([a, b, same, c])[0]).toBe(same);
  });

  it('joins runs by id and by natural key', () => {
    const [x, y] = [randomUUID(), randomUUID()];
    const reports = [
      report({ runId: x, dynamicKey: '1' })!,
      report({ runId: y, dynamicKey: '2' })!,
      report({ runId: x, dynamicKey: '2', atMs: 9_000 })!,
    ];
    expect(collapseReports(reports)).toEqual([reports[2]]);
    expect(collapseReports(reports.slice(0, 2))).toHaveLength(2);
  });

  it('keeps runs without a flow run apart by id', () => {
    expect(collapseReports([report({ flowRunId: null })!, report({ flowRunId: null })!])).toHaveLength(2);
  });
});

describe('state details', () => {
  const ids = { flowRunId: null, taskRunId: randomUUID() };

  it('have every key', () => {
    const details = JSON.parse(stateDetailsText({ cache_key: 'k', unknown: 1 }, ids, null)!) as object;
    expect(Object.keys(details)).toHaveLength(18);
    expect(details).toMatchObject({
      cache_key: 'k',
      deferred: false,
      scheduled_time: null,
      task_run_id: ids.taskRunId,
    });
  });

  it('of a scheduled state without a time get one', () => {
    expect(stateDetailsText({}, ids, 1_000_000)).toContain('"scheduled_time":"1970-01-01T00:00:01Z"');
  });

  it('of a wrong type are none', () => {
    expect(stateDetailsText({ retriable: 'yes' }, ids, null)).toBeUndefined();
  });
});

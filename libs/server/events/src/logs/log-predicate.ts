import type { LogFilter } from '@orch/contract';
import type { CommittedLog } from '../bus/log-bus.ts';
import { parseTextQuery, textMatches } from '../store/text-query.ts';

type Test = (log: CommittedLog) => boolean;

/**
 * Compiles a filter of log lines to a predicate.
 * Upstream: server/logs/stream.py, log_matches_filter (3.8.8), which leaves out `text` and `operator`.
 */
export function logPredicate(filter: LogFilter): Test {
  const parts = [levelTests(filter), timeTests(filter), runTests(filter), textTests(filter)].filter(
    (tests) => tests.length > 0,
  );
  const all: Test[] = parts.map((tests) => (log) => tests.every((test) => test(log)));
  if (all.length === 0) return () => true;
  return filter.operator === 'or_'
    ? (log) => all.some((test) => test(log))
    : (log) => all.every((test) => test(log));
}

function levelTests({ level }: LogFilter): Test[] {
  const tests: Test[] = [];
  const [min, max] = [level?.ge_, level?.le_];
  if (typeof min === 'number') tests.push((log) => log.level >= min);
  if (typeof max === 'number') tests.push((log) => log.level <= max);
  return tests;
}

function timeTests({ timestamp }: LogFilter): Test[] {
  const tests: Test[] = [];
  const [before, after] = [timestamp?.before_, timestamp?.after_];
  if (typeof before === 'number') tests.push((log) => log.timestampUs <= before);
  if (typeof after === 'number') tests.push((log) => log.timestampUs >= after);
  return tests;
}

function runTests(filter: LogFilter): Test[] {
  const tests: Test[] = [];
  const flowRuns = filter.flow_run_id?.any_;
  const taskRuns = filter.task_run_id?.any_;
  const isNull = filter.task_run_id?.is_null_;
  if (flowRuns) tests.push(({ flowRunId }) => flowRunId !== null && flowRuns.includes(flowRunId));
  if (taskRuns) tests.push(({ taskRunId }) => taskRunId !== null && taskRuns.includes(taskRunId));
  if (typeof isNull === 'boolean') tests.push(({ taskRunId }) => (taskRunId === null) === isNull);
  return tests;
}

function textTests({ text }: LogFilter): Test[] {
  if (!text || text.query.trim() === '') return [];
  const query = parseTextQuery(text.query);
  return [(log) => textMatches(query, `${log.message} ${log.name}`.toLowerCase())];
}

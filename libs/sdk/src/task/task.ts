import { currentFlow, currentTask } from '../context/run-context.ts';
import { asRoot } from '../session/session.ts';
import { newId, type State } from '../state/state.ts';
import { trackObject } from '../tracking/lineage.ts';
import { hashOf } from './cache-key.ts';
import { Future, FutureList } from './future.ts';
import { createTaskRun, followTaskRun, type TaskDefinition, type Within } from './run-task.ts';
import { RunGate } from './run-gate.ts';
import type { Task, TaskChanges, TaskOptions } from './task-types.ts';

/**
 * Makes a function a task: its calls are runs with retries, a timeout and a cache, seen at the control plane.
 * Outside of a flow they work too.
 */
export const task = <Args extends readonly unknown[], Out>(
  options: TaskOptions<Args, Out>,
): Task<Args, Out> => taskOf(options, []);

const taskOf = <Args extends readonly unknown[], Out>(
  options: TaskOptions<Args, Out>,
  waitFor: readonly unknown[],
  gate = new RunGate(options.concurrency),
): Task<Args, Out> => {
  const definition: TaskDefinition<Args, Out> = {
    options,
    waitFor,
    key: `${options.name}-${hashOf([options.name, options.run.toString()]).slice(0, 8)}`,
  };
  const start = (
    args: readonly unknown[],
  ): { readonly runId: string; readonly state: Promise<State<Out>> } => {
    const flow = currentFlow();
    const course = (): { readonly runId: string; readonly state: Promise<State<Out>> } => {
      const run = createTaskRun(definition as unknown as TaskDefinition<readonly unknown[], unknown>, args); // only described
      // a task within a task runs in the slot of the outer one, which waits for it
      const isOuter = currentTask() === undefined;
      const within: Within = (work) => gate.run(() => (flow && isOuter ? flow.gate.run(work) : work()));
      return { runId: run.id, state: followTaskRun(definition, run, args, within) };
    };
    if (!flow) {
      // nobody else flushes: the run and what it sends are one root
      let begun: ReturnType<typeof course> | undefined;
      const state = asRoot(() => (begun = course()).state);
      return { runId: begun?.runId ?? newId(), state };
    }
    const begun = course();
    flow.pending.add(begun.state);
    void begun.state.finally(() => flow.pending.delete(begun.state)).catch(() => {});
    return begun;
  };
  const submit = (...args: readonly unknown[]): Future<Out> => {
    const { runId, state } = start(args);
    const future = new Future(runId, state);
    trackObject(future, { kind: 'task_run', id: runId });
    return future;
  };
  const call = (...args: readonly unknown[]): Promise<Out> => {
    const { runId, state } = start(args);
    const value = state.then((ended) => ended.result());
    trackObject(value, { kind: 'task_run', id: runId });
    return value;
  };
  const made = Object.assign(call, {
    options,
    plain: options.run,
    submit,
    map: (items: Iterable<unknown>, ...rest: readonly unknown[]): FutureList<Out> =>
      new FutureList([...items].map((item) => submit(item, ...rest))),
    returnState: (...args: readonly unknown[]): Promise<State<Out>> => start(args).state,
    withOptions: ({ waitFor: more = [], ...changes }: TaskChanges<Args, Out>): Task<Args, Out> =>
      taskOf(
        { ...options, ...changes },
        [...waitFor, ...more],
        changes.concurrency === undefined ? gate : undefined, // copies of a task have its slots together
      ),
  });
  Object.defineProperty(made, 'name', { value: options.name });
  return made as unknown as Task<Args, Out>; // its calls take any arguments; the interface says which
};

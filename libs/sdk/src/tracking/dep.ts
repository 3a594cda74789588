import { currentFlow } from '../context/run-context.ts';

/**
 * Marks a value as an input of the task it is passed to, so that the graph shows where it came from. Objects are known
 * by themselves; numbers and texts only this way. A promise is waited for.
 */
export function dep<T>(value: PromiseLike<T>): T;
export function dep<T>(value: T): T;
export function dep(value: unknown): unknown {
  return currentFlow()?.lineage.dependency(value) ?? value;
}

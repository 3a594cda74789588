import { join } from 'node:path';
import { orchHomeOf } from '@orch/client';
import { environment } from '../session/environment.ts';
import { currentPlane } from '../session/session.ts';
import { LocalResults, MemoryResults } from './local-results.ts';
import type { ResultStore } from './result-store.ts';

let chosen: ResultStore | undefined;
const memory = new MemoryResults();

/** Chooses where results of this process lie, instead of `~/.orch/storage`. */
export const useResultStore = (store: ResultStore): void => {
  chosen = store;
};

/**
 * Where results lie: what `useResultStore` chose, else the folder of `ORCH_RESULTS_PATH` or `PREFECT_LOCAL_STORAGE_PATH`,
 * else `~/.orch/storage`. Without a server they live as long as the process.
 */
export const resultStore = (): ResultStore => {
  if (chosen) return chosen;
  const env = environment();
  const folder = env['ORCH_RESULTS_PATH'] || env['PREFECT_LOCAL_STORAGE_PATH'];
  if (!folder && currentPlane() === null) return memory;
  return new LocalResults(folder || join(orchHomeOf(env), 'storage'));
};

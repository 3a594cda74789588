import type { Noun } from '../../command.ts';
import { inspectWorker } from './inspect.ts';
import { lsWorkers } from './ls.ts';
import { startWorker } from './start.ts';
import { watchable } from '../../watch/watchable.ts';

export const worker: Noun = { name: 'worker', commands: [startWorker, watchable(lsWorkers), inspectWorker] };

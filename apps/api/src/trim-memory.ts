import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 10_000;
/** A process that is busier than this has other things to do. */
const IDLE_UTILIZATION_MAX = 0.1;
/** Processes smaller than this are left alone. */
const RESIDENT_BYTES_MIN = 160 * 1024 * 1024;
/** V8 gives a large heap back in steps; more than these bring nothing. */
const COLLECTIONS_MAX = 3;

/**
 * Gives memory back after a burst of work. V8 keeps a grown heap until something is allocated again, which in an idle
 * server may take minutes; on a small host that is memory somebody else needs. Returns how to stop.
 */
export function trimMemoryWhenIdle(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void; // there since the flag was set
  let seen = performance.eventLoopUtilization();
  let collections = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, seen);
    seen = now;
    if (utilization > IDLE_UTILIZATION_MAX) collections = 0;
    // resident, not heap: what a burst leaves behind is as often the buffers of its sockets
    else if (collections < COLLECTIONS_MAX && process.memoryUsage.rss() > RESIDENT_BYTES_MIN) {
      collections += 1;
      // an ordinary collection keeps the pages it emptied for later; this one hands them back
      collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    }
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

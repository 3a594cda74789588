import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 10_000;
/** A process that is busier than this has other things to do. */
const IDLE_UTILIZATION_MAX = 0.1;
/** Processes smaller than this are left alone. */
const RESIDENT_BYTES_MIN = 130 * 1024 * 1024;
/** What is worth a collection. */
const GROWTH_BYTES = 12 * 1024 * 1024;

/**
 * Gives memory back after a burst of work. V8 keeps a grown heap until something is allocated again, which in an idle
 * server may take minutes; on a small host that is memory somebody else needs. Returns how to stop.
 */
export function trimMemoryWhenIdle(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void; // there since the flag was set
  let seen = performance.eventLoopUtilization();
  let restingBytes = 0;
  let isShrinking = false;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, seen);
    seen = now;
    // resident, not heap: what a burst leaves behind is as often the buffers of its sockets
    const bytes = process.memoryUsage.rss();
    const hasGrown = bytes > restingBytes + GROWTH_BYTES;
    if (utilization > IDLE_UTILIZATION_MAX || bytes < RESIDENT_BYTES_MIN || !(hasGrown || isShrinking))
      return;
    // an ordinary collection keeps the pages it emptied for later; this one hands them back
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    restingBytes = process.memoryUsage.rss();
    isShrinking = bytes - restingBytes > GROWTH_BYTES; // a large heap is given back in steps
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

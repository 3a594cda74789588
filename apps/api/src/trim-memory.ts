import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 10_000;
/** A process that is busier than this has other things to do. */
const IDLE_UTILIZATION_MAX = 0.1;
/** Processes smaller than this are left alone. */
const RESIDENT_BYTES_MIN = 160 * 1024 * 1024;
/** Only what grew by this much since the last time is worth a pause. */
const GROWTH_BYTES_MIN = 32 * 1024 * 1024;

/**
 * Gives memory back after a burst of work. V8 keeps a grown heap until something is allocated again, which in an idle
 * server may take minutes; on a small host that is memory somebody else needs. Returns how to stop.
 */
export function trimMemoryWhenIdle(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // there since the flag was set
  let seen = performance.eventLoopUtilization();
  let afterLastBytes = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, seen);
    seen = now;
    // resident, not heap: what a burst leaves behind is as often the buffers of its sockets
    const hasGrown =
      process.memoryUsage.rss() > Math.max(RESIDENT_BYTES_MIN, afterLastBytes + GROWTH_BYTES_MIN);
    if (utilization > IDLE_UTILIZATION_MAX || !hasGrown) return;
    collect();
    afterLastBytes = process.memoryUsage.rss();
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

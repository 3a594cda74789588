import { microsToWire, type Micros } from '@orch/kernel';

let lastUs = 0;

/** Now in microseconds, later than any time it gave before: states of a run are ordered by their times. */
export const nextMicros = (): Micros => {
  const nowUs = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  lastUs = Math.max(nowUs, lastUs + 1);
  return lastUs;
};

/** `nextMicros` in the form of the wire. */
export const nextWireTime = (): string => microsToWire(nextMicros());

/** A moment some seconds from now, in the form of the wire. */
export const wireTimeIn = (seconds: number): string =>
  microsToWire(Date.now() * 1000 + Math.round(seconds * 1_000_000));

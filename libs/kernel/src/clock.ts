import { type Micros } from './instant.ts';

/** Where time comes from. Injected, so that tests own it. */
export abstract class Clock {
  /** Microseconds since the Unix epoch, UTC. */
  abstract nowUs(): Micros;
}

const BASE_MS = performance.timeOrigin;

/** The machine's clock, with the resolution of `performance.now()`; re-read from `Date` so that NTP steps are seen. */
export class SystemClock extends Clock {
  nowUs(): Micros {
    const ms = Date.now();
    const fine = BASE_MS + performance.now();
    // The high-resolution clock does not follow clock adjustments: use only its fraction, and only while it agrees.
    return Math.abs(fine - ms) < 50 ? Math.floor(fine * 1000) : ms * 1000;
  }
}

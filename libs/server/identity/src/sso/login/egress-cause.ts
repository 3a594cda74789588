import { EgressError } from '@orch/platform';

const DEPTH_MAX = 5;

/** The outbound request that failed, somewhere below an error. */
export function causeOf(error: unknown): EgressError | undefined {
  let current = error;
  for (let depth = 0; depth < DEPTH_MAX && current instanceof Error; depth += 1) {
    if (current instanceof EgressError) return current;
    current = current.cause;
  }
  return undefined;
}

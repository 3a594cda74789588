/** How slots of concurrency limits are taken. */
export interface SlotOptions {
  readonly slots?: number;
  /** Seconds that slots stay taken when this process ends without giving them back; default 60. */
  readonly leaseSeconds?: number;
  /** Seconds to wait for free slots; default: for ever. */
  readonly timeoutSeconds?: number;
  /** Whether a limit that does not exist is an error; default: it limits nothing. */
  readonly strict?: boolean;
}
/** No slots became free in time. */
export class ConcurrencyTimeoutError extends Error {
  override readonly name = 'ConcurrencyTimeoutError';
}
/** The lease of taken slots ran out or was taken back: somebody else may hold them now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Why a request did not leave, or its answer was not taken. */
export type EgressReason =
  'url' | 'scheme' | 'address' | 'name' | 'redirects' | 'timeout' | 'too_large' | 'connection';

/** An outbound request that failed. The message is for the log: what a network looks like inside is nobody's business. */
export class EgressError extends Error {
  override readonly name = 'EgressError';

  constructor(
    readonly reason: EgressReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

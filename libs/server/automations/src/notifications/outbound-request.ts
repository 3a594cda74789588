import type { EgressRequest } from '@orch/platform';

/** A request to somewhere outside. */
export interface OutboundRequest extends EgressRequest {
  readonly url: string;
}

/** What a notification says. */
export interface Message {
  readonly subject: string;
  readonly body: string;
}

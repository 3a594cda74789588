/** An answer that is JSON text already: it is sent as it is. */
export class WireJson {
  constructor(readonly text: string) {}
}

/** What Fastify prints for an answer that is not a string. */
export const serializeAnswer = (payload: unknown): string =>
  payload instanceof WireJson ? payload.text : JSON.stringify(payload);

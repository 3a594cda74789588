/** What JSON can say; answers that the contract has no shape for. */
export type JsonObject = Readonly<Record<string, unknown>>;

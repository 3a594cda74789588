/**
 * Raw JSON text of a value that belongs to the user (parameters, variable values, state data, payloads).
 *
 * It goes from the request into the database and back as it came, never through `JSON.parse`/`JSON.stringify`:
 * `1.0` stays a float, 2^63 keeps its digits, and large values cost no CPU.
 */
export type JsonText = string & { readonly __jsonText: unique symbol };

/** Marks text that is already known to be valid JSON. */
export const jsonText = (text: string): JsonText => text as JsonText;

/** Serialises a value of ours. */
export const toJsonText = (value: unknown): JsonText => JSON.stringify(value) as JsonText;

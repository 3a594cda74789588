import { type JsonText, jsonText } from '@orch/kernel';

// Members of `JSON` that the compiler's library does not list yet.
interface RawNumber {
  readonly rawJSON: string;
}
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}
const json = JSON as unknown as JsonWithSource; // Node 22 and newer have them

export type JsonObject = Record<string, unknown>;

/**
 * Parses JSON so that `printLossless` gives back the same numbers: those that JavaScript would print otherwise
 * (`1.0`, 2^63) are kept as they were written.
 */
export const parseLossless = (text: string): unknown =>
  json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && source !== String(value)
      ? json.rawJSON(source)
      : value,
  );

/** As `parseLossless`, for text that is known to be an object. */
export const parseLosslessObject = (text: string): JsonObject => parseLossless(text) as JsonObject;

export const printLossless = (value: unknown): JsonText => jsonText(JSON.stringify(value));

/** How a number was written, for numbers of `parseLossless`. */
export function numberSource(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return json.isRawJSON(value) ? value.rawJSON : undefined;
}

/** Whether the value is a JSON object (and not a kept number). */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);

import { createHash } from 'node:crypto';
import { isObject, type JsonObject, numberSource } from '../lossless-json.ts';
import { definitionsApartFromBlocks } from './definitions.ts';

/**
 * The checksum by which clients know a schema: SHA-256 over its fields without `secret_fields` (at any depth) and
 * without the definitions of blocks, printed as Python's `json.dumps` with sorted keys does.
 * `fields` come from `parseLossless`.
 * Upstream: blocks/core.py, Block._calculate_schema_checksum and utilities/hashing.py, hash_objects (3.8.8).
 */
export function schemaChecksum(fields: JsonObject): string {
  const shown = withoutSecretFields(fields) as JsonObject;
  const { definitions } = shown;
  if (isObject(definitions) && Object.keys(definitions).length > 0) {
    const kept = definitionsApartFromBlocks(shown, definitions);
    if (Object.keys(kept).length > 0) shown['definitions'] = kept;
    else delete shown['definitions'];
  }
  return `sha256:${createHash('sha256')
    .update(`[[${pythonJson(shown)}], {}]`)
    .digest('hex')}`;
}

/** Objects only: lists are taken as they are. */
function withoutSecretFields(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'secret_fields');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutSecretFields(inner)]));
}

/** JSON as Python prints it: keys by code point, a space after `,` and `:`, ASCII only, its own floats. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((key) => `${asciiString(key)}: ${pythonJson(value[key])}`).join(', ')}}`;
  }
  const source = numberSource(value);
  if (source !== undefined) return pythonNumber(source);
  return typeof value === 'string' ? asciiString(value) : String(value);
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const asciiString = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A whole number keeps its digits; anything with a point or an exponent is a float, printed by `repr`. */
function pythonNumber(source: string): string {
  if (/^-?\d+$/.test(source)) return source === '-0' ? '0' : source;
  const value = Number(source);
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e');
    const power = Number(exponent);
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

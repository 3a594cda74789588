import pg from 'pg';

const OID = {
  bool: 16,
  int8: 20,
  json: 114,
  float8: 701,
  timestamptz: 1184,
  jsonb: 3802,
  numeric: 1700,
} as const;
const asIs = (text: string): string => text;

const PARSERS = new Map<number, (text: string) => unknown>([
  [OID.json, asIs], // raw text: goes to the wire as it is (JsonText)
  [OID.jsonb, asIs],
  [OID.timestamptz, asIs], // PostgreSQL's text: printed by pgToWire or parsed by microsFromPg
  [OID.int8, Number], // counts; our bigints stay below 2^53
  [OID.float8, Number],
  [OID.numeric, Number],
]);

/** How columns arrive in rows: JSON and timestamps as text, 64-bit counts as numbers, the rest as pg does it. */
export const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
};

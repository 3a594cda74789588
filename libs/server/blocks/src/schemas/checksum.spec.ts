import { expect, it } from '@jest/globals';
import { parseLosslessObject } from '../lossless-json.ts';
import { systemBlocks } from '../system/system-blocks.ts';
import { schemaChecksum } from './checksum.ts';

/** The reference prints these with other definitions than those it computed their checksums from. */
const PRINTED_OTHERWISE = [
  's3-bucket 0.4.14',
  'dbt-cli-postgres-target-configs 0.4.1',
  'database-credentials non-versioned',
  'dbt-cli-profile 0.4.1',
  'dbt-cli-snowflake-target-configs non-versioned',
  'snowflake-connector non-versioned',
  'snowflake-credentials non-versioned',
  'dbt-cli-target-configs non-versioned',
];

it('gives the system schemas the checksums that clients compute', () => {
  const wrong = systemBlocks.schemas
    .filter((s) => schemaChecksum(s.fields) !== s.checksum)
    .map((s) => `${s.slug} ${s.version}`);
  expect(wrong).toEqual(PRINTED_OTHERWISE);
});

// The expected values were computed by the reference's own function.
it.each([
  ['{}', 'sha256:f8e6e96abbc38504d4e9c99fc57281fa0026bede1fa42db79f22f984501710f4'],
  [
    '{"b": 1.0, "a": [1, 2.5, 1e5, 1E-7, 1e16, -0.0, 18446744073709551616, true, null]}',
    'sha256:09af3accb0c6cfea319c9e000e5f60ddb240d93770be56b8744090118837f1e8',
  ],
  [
    '{"é": "\\u2028 \\ud83d\\ude00 \\u007f \\n", "z": {"secret_fields": ["x"], "k": 1}, "secret_fields": []}',
    'sha256:73ac7e6e4266be31a0d617e1a1a29eab0798eb0e15fe6f6389cade9c7e693d97',
  ],
  [
    '{"properties": {"a": {"$ref": "#/definitions/A"}}, "definitions": {"A": {"title": "A", "x": {"$ref": "#/definitions/B"}}, "B": {"title": "B", "x": 1}, "C": {"block_type_slug": "c"}}}',
    'sha256:47b9327a83e2dafc21651bbdc720a3ea67e3e55271e3b4c7da9162e0bcb39e55',
  ],
])('computes the checksum of %s', (text, checksum) => {
  expect(schemaChecksum(parseLosslessObject(text))).toBe(checksum);
});

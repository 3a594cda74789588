import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A JSON schema as OpenAPI 3.1 writes it; only what is read here. */
interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly responses: Readonly<
              Record<string, { readonly content?: Record<string, { schema: Schema }> }>
            >;
          }
        >
      >
    >
  >;
}

const FILE = fileURLToPath(new URL('../../libs/contract/openapi/prefect-server.json', import.meta.url));
const openApi = JSON.parse(readFileSync(FILE, 'utf8')) as OpenApi; // the reference's own description, kept as data

/** What this test needs of ajv 8, which comes as CommonJS. */
interface Ajv {
  addSchema(schema: object, key: string): void;
  compile(schema: object): {
    (value: unknown): boolean;
    errors?: { instancePath: string; message?: string; params: unknown }[] | null;
  };
}
// Resolved from the server's plumbing: ESLint brings an older ajv to the top folder.
const required = createRequire(new URL('../../libs/platform/package.json', import.meta.url));
const { default: Ajv2020 } = required('ajv/dist/2020.js') as { default: new (options: object) => Ajv };

/** In an answer of the reference every property is present, whether its schema calls it required or not. */
const complete = (schema: Schema): Schema =>
  schema.properties ? { ...schema, required: Object.keys(schema.properties) } : schema;

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
const answers = Object.fromEntries(
  Object.entries(openApi.components.schemas).map(([name, schema]) => [name, complete(schema)]),
);
ajv.addSchema({ $id: 'wire', components: { schemas: answers } }, 'wire');

/** Makes `#/components/...` point into the document. */
const anchored = (schema: Schema): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"wire#/components/')) as object; // the same, with other references

/**
 * Checks an answer against what the reference's OpenAPI says of it.
 * @param operation e.g. `POST /flows/`
 * @returns what is wrong, one line each; [] when all is well
 */
export function differences(operation: string, status: number, value: unknown): string[] {
  const [method = '', path = ''] = operation.split(' ');
  const described = openApi.paths[path] ?? openApi.paths[`/api${path}`];
  const responses = described?.[method.toLowerCase()]?.responses ?? {};
  const success = Object.keys(responses).find((code) => code.startsWith('2'));
  const schema =
    responses[String(status)]?.content?.['application/json']?.schema ??
    responses[success ?? '']?.content?.['application/json']?.schema;
  if (!schema) return [`${operation} has no described answer ${status}`];
  const check = ajv.compile(anchored(schema));
  if (check(value)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

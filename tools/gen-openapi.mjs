// `node tools/gen-openapi.mjs`: writes the OpenAPI document that the server gives out, from the reference's description.
// Shapes are the contract and are kept; texts are ours.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OWN_PATHS as DESCRIBED_PATHS, OWN_SCHEMAS as DESCRIBED_SCHEMAS } from './openapi/own-paths.mjs';

const SOURCE = new URL('../libs/contract/openapi/prefect-server.json', import.meta.url);
const TARGET = new URL('../libs/platform/src/http/open-api/document.json', import.meta.url);

const TEXTS = new Set(['description', 'title', 'summary', 'example', 'examples', 'tags', 'operationId']);
/** Keys below these are names of users' or our own things, never texts about them. */
const NAMED = new Set(['properties', 'schemas', 'paths', 'patternProperties', '$defs']);

const withoutTexts = (value, isNamed = false) => {
  if (Array.isArray(value)) return value.map((one) => withoutTexts(one));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isNamed || !TEXTS.has(key))
      .map(([key, one]) => [key, withoutTexts(one, NAMED.has(key))]),
  );
};

const reference = (name) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema) => ({ content: { 'application/json': { schema } } });

const OWN_SCHEMAS = {
  ...DESCRIBED_SCHEMAS,
  InvalidRequest: {
    type: 'object',
    properties: {
      exception_message: { type: 'string' },
      exception_detail: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            type: { type: 'string' },
            loc: { type: 'array', items: { type: ['string', 'integer'] } },
            msg: { type: 'string' },
          },
          required: ['type', 'loc', 'msg'],
        },
      },
      request_body: {},
    },
    required: ['exception_message', 'exception_detail'],
  },
  Refusal: {
    type: 'object',
    properties: { detail: { type: 'string' }, exception_message: { type: 'string' } },
  },
  DeploymentBranch: {
    type: 'object',
    properties: {
      branch: { type: 'string', minLength: 1, maxLength: 200 },
      options: {
        type: 'object',
        properties: {
          schedule_handling: { type: 'string', enum: ['keep', 'remove', 'inactive'], default: 'remove' },
        },
      },
      overrides: { anyOf: [reference('DeploymentUpdate'), { type: 'null' }] },
    },
    required: ['branch'],
  },
};

const OWN_PATHS = {
  ...DESCRIBED_PATHS,
  '/deployments/{id}/branch': {
    post: {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      requestBody: { required: true, ...json(reference('DeploymentBranch')) },
      responses: { 200: json(reference('DeploymentResponse')), 201: json(reference('DeploymentResponse')) },
    },
  },
};

/** Answers that differ from the reference's: what they hold is the server's own. */
const OWN_ANSWERS = { 'get /admin/settings': json({ type: 'object' }) };

const DESCRIPTIONS = {
  200: 'Answered',
  201: 'Created',
  202: 'Accepted',
  204: 'Done',
  404: 'Not there, or not yours',
  422: 'Invalid request',
};
const OPEN = new Set(['/health', '/ready', '/hello', '/version']);

const operationOf = (path, method, operation) => ({
  operationId: `${method}_${path.replaceAll(/[{}]/g, '').split('/').filter(Boolean).join('_')}`,
  tags: [path.split('/')[1]],
  ...(OPEN.has(path) ? { security: [] } : {}),
  ...operation,
  responses: Object.fromEntries([
    ...Object.entries(operation.responses).map(([status, answer]) => [
      status,
      {
        description: DESCRIPTIONS[status] ?? 'Answered',
        ...(status === '422'
          ? json(reference('InvalidRequest'))
          : (OWN_ANSWERS[`${method} ${path}`] ?? answer)),
      },
    ]),
    ...(OPEN.has(path) ? [] : [['401', { description: 'No valid key', ...json(reference('Refusal')) }]]),
  ]),
});

/** The schemas that something in `used` refers to, directly or not. */
const referredTo = (used, schemas) => {
  const found = new Map();
  const follow = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.set(name, schemas[name]);
      follow(schemas[name]);
    }
  };
  follow(used);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/**
 * The document, without what changes from server to server.
 * @param {{ paths: object, components: { schemas: object } }} described
 */
export const openApiOf = (described) => {
  const { paths, components } = withoutTexts(described);
  const all = Object.entries({ ...paths, ...OWN_PATHS }).map(([given, operations]) => {
    const path = given.replace(/^\/api(?=\/)/, '');
    const answered = Object.entries(operations).map(([method, one]) => [
      method,
      operationOf(path, method, one),
    ]);
    return [path, Object.fromEntries(answered)];
  });
  return {
    openapi: '3.1.0',
    info: { title: 'Orch Cloud', version: '0.8.4' },
    servers: [
      { url: '/api' },
      {
        url: '/api/accounts/{account_id}/workspaces/{workspace_id}',
        variables: { account_id: { default: '' }, workspace_id: { default: '' } },
      },
    ],
    security: [{ key: [] }],
    paths: Object.fromEntries(all),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: referredTo(all, { ...components.schemas, ...OWN_SCHEMAS }),
    },
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(TARGET, `${JSON.stringify(openApiOf(JSON.parse(readFileSync(SOURCE, 'utf8'))))}\n`);

import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  getNamedType,
  isNonNullType,
} from 'graphql';
import { type RunningServer, signUp, startServer } from './running-server.ts';

let server: RunningServer;
let schema: GraphQLSchema;
/** The key of a stranger: a person of another account, with everything in it and nothing here. */
let stranger: string;

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly status: number } }[];
}
const ask = async (key: string, query: string): Promise<Answer> =>
  (await server.call(key, 'POST', '/api/graphql', { query })).body as Answer; // the shape of every answer

beforeAll(async () => {
  server = await startServer();
  const { key } = server.owner;
  const { data } = await ask(key, getIntrospectionQuery());
  schema = buildClientSchema(data as unknown as IntrospectionQuery); // it was just asked for
  stranger = (await signUp(server, 'stranger@example.com')).key;
}, 60_000);
afterAll(() => server.stop());

const ABSENT = '0190a0a0-0000-7000-8000-000000000000';

/** A value that an argument takes; ids are made up. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type))
    return `{ ${Object.values(type.getFields())
      .map((field) => `${field.name}: ${literal(field.type)}`)
      .join(', ')} }`;
  return type.name === 'UUID' ? `"${ABSENT}"` : '"name@example.com"';
}

/** A field with every argument it needs: tenants as given, other ids made up. */
function called(
  field: GraphQLField<unknown, unknown>,
  tenant: { accountId: string; workspaceId: string },
): string {
  const args = field.args
    .filter(({ type }) => isNonNullType(type))
    .map(({ name, type }) => {
      const isAccount = name === 'accountId' || (field.name === 'account' && name === 'id');
      const isWorkspace = name === 'workspaceId' || (field.name === 'workspace' && name === 'id');
      if (isAccount) return `${name}: "${tenant.accountId}"`;
      return `${name}: ${isWorkspace ? `"${tenant.workspaceId}"` : literal(type)}`;
    });
  const list = args.length > 0 ? `(${args.join(', ')})` : '';
  return `${field.name}${list}${isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

/** Fields that know nobody but who asks. */
const OF_WHO_ASKS = new Set(['me', 'createApiKey']);
const fieldsOf = (root: 'Query' | 'Mutation'): GraphQLField<unknown, unknown>[] => {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {}).filter(({ name }) => !OF_WHO_ASKS.has(name));
};

test.each(['Query', 'Mutation'] as const)('no field of %s knows a tenant of others', async (root) => {
  const fields = fieldsOf(root);
  expect(fields.length).toBeGreaterThan(1);
  for (const field of fields) {
    const operation = (tenant: { accountId: string; workspaceId: string }) =>
      `${root.toLowerCase()} { ${called(field, tenant)} }`;
    const foreign = await ask(stranger, operation(server.owner));
    const absent = await ask(stranger, operation({ accountId: ABSENT, workspaceId: ABSENT }));
    expect([field.name, foreign]).toEqual([field.name, absent]);
    expect([field.name, foreign.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      field.name,
      ['not_found'],
    ]);
  }
});

test('the owner gets through the same questions', async () => {
  for (const field of fieldsOf('Query')) {
    const { errors } = await ask(server.owner.key, `query { ${called(field, server.owner)} }`);
    expect([field.name, errors]).toEqual([field.name, undefined]);
  }
});

test('every field of a tenant answers its owner', async () => {
  const { accountId, workspaceId, key } = server.owner;
  const all = (type: string): string => {
    const object = schema.getType(type);
    if (!isObjectType(object)) throw new Error(`${type} is no object`);
    return Object.values(object.getFields())
      .map((f) => `${f.name}${isObjectType(getNamedType(f.type)) ? ' { __typename }' : ''}`)
      .join(' ');
  };
  const answer = await ask(
    key,
    `{ account(id: "${accountId}") { ${all('Account')} } workspace(accountId: "${accountId}", id: "${workspaceId}") { ${all('Workspace')} } }`,
  );
  expect(answer.errors).toBeUndefined();
});

import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLField,
  type GraphQLSchema,
  type IntrospectionQuery,
  isObjectType,
  getNamedType,
  isNonNullType,
} from 'graphql';
import { type RunningServer, startServer } from './running-server.ts';

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
  const signedUp = await fetch(`${server.origin}/api/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ email: 'stranger@example.com', password: 'violet-lamp-82-river' }),
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  const { session } = (await signedUp.json()) as { session: { user: { id: string }; csrf_token: string } };
  const made = await fetch(`${server.origin}/api/users/${session.user.id}/api_keys`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.origin,
      cookie,
      'x-orch-csrf': session.csrf_token,
    },
    body: JSON.stringify({ name: 'k' }),
  });
  stranger = ((await made.json()) as { key: string }).key;
}, 60_000);
afterAll(() => server.stop());

const ABSENT = '0190a0a0-0000-7000-8000-000000000000';

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
      const id = isAccount ? tenant.accountId : isWorkspace ? tenant.workspaceId : ABSENT;
      return `${name}: ${JSON.stringify(getNamedType(type).name === 'UUID' ? id : 'name@example.com')}`;
    });
  const list = args.length > 0 ? `(${args.join(', ')})` : '';
  return `${field.name}${list}${isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

const fieldsOf = (root: 'Query' | 'Mutation'): GraphQLField<unknown, unknown>[] => {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {}).filter(({ name }) => name !== 'me');
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

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { blockDocumentFilter } from '@orch/contract';
import { EventBus } from '@orch/events';
import { jsonText, Secret, SystemClock, UuidV7Ids } from '@orch/kernel';
import {
  type AuditEntry,
  AuditLog,
  Database,
  Sealer,
  sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '../../../testing/src/postgres.ts';
import { presentBlockDocument } from './documents/block-document.presenter.ts';
import { BlockDocumentReader } from './documents/block-document.reader.ts';
import { BlockDocumentRepository } from './documents/block-document.repository.ts';
import { ChangeBlockDocuments } from './documents/change-block-documents.ts';
import { DocumentSealing } from './documents/document-sealing.ts';
import { SecretAudit } from './documents/secret-audit.ts';
import { BlockSchemaRepository } from './schemas/block-schema.repository.ts';
import { ChangeBlockSchemas } from './schemas/change-block-schemas.ts';
import { SystemBlockRepository } from './system/system-block.repository.ts';
import { systemBlocks } from './system/system-blocks.ts';
import { BlockTypeRepository } from './types/block-type.repository.ts';
import { ChangeBlockTypes } from './types/change-block-types.ts';

const ids = new UuidV7Ids();
const CANARY = 'canary-b7f3';

/** Keeps what it is told. */
class ToldAudit extends AuditLog {
  readonly told: AuditEntry[] = [];
  override record(_tx: Tx, entry: AuditEntry): Promise<void> {
    return this.note(entry);
  }
  override note(entry: AuditEntry): Promise<void> {
    this.told.push(entry);
    return Promise.resolve();
  }
}
let test: TestDatabase;
let db: Database;
let blocks: ReturnType<typeof contextOn>;
let scope: WorkspaceScope;
let other: WorkspaceScope;

function contextOn(database: Database) {
  const [bus, clock] = [new EventBus(), new SystemClock()];
  const sealing = new DocumentSealing(new Sealer(new Secret(randomBytes(32))));
  const log = new ToldAudit();
  const audit = new SecretAudit(log);
  const reader = new BlockDocumentReader(database, sealing, audit);
  const [schemas, types] = [new BlockSchemaRepository(database), new BlockTypeRepository(database)];
  const documents = new BlockDocumentRepository();
  return {
    log,
    reader,
    schemas,
    types,
    system: new SystemBlockRepository(database),
    changeTypes: new ChangeBlockTypes(database, types, bus, ids, clock),
    changeSchemas: new ChangeBlockSchemas(database, schemas, ids),
    change: new ChangeBlockDocuments(database, documents, reader, schemas, sealing, bus, ids, clock, audit),
  };
}

async function newWorkspace(): Promise<WorkspaceScope> {
  const [accountId, workspaceId] = [ids.next(), ids.next()];
  await db.queryOutside(sql`insert into account (id, name, handle) values (${accountId}, 'a', ${accountId})`);
  await db.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', ${workspaceId})`,
  );
  return { accountId, workspaceId };
}

beforeAll(async () => {
  test = await createTestDatabase();
  db = new Database({
    url: test.url,
    role: 'orch_app',
    connectionsMax: 6,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
});

beforeEach(async () => {
  blocks = contextOn(db);
  [scope, other] = await Promise.all([newWorkspace(), newWorkspace()]);
  await Promise.all([scope, other].map((ws) => blocks.system.ensure(ws)));
});

afterAll(async () => {
  await db?.close();
  await test?.drop();
});

async function schemaOf(
  slug: string,
  ws = scope,
): Promise<{ block_type_id: string; block_schema_id: string }> {
  const type = (await blocks.types.read(ws, { slug }))!;
  const filter = { operator: 'and_' as const, block_type_id: { any_: [type.id] } };
  const [schema] = await blocks.schemas.list(ws, filter, 1, 0);
  return { block_type_id: type.id, block_schema_id: schema!.s_id };
}
async function save(slug: string, name: string | null, data: object | string, ws = scope) {
  const kind = await schemaOf(slug, ws);
  const text = jsonText(typeof data === 'string' ? data : JSON.stringify(data));
  // `data` arrives as raw text: see `withOpaque`
  return blocks.change.create(ws, { ...kind, name, data: text as never, is_anonymous: name === null });
}
const patch = (
  id: string,
  data: object,
  more: { block_schema_id?: string; merge_existing_data?: boolean } = {},
) =>
  blocks.change.update(scope, id, {
    merge_existing_data: true,
    ...more,
    data: jsonText(JSON.stringify(data)) as never,
  });
const shown = async (id: string, withSecrets: boolean, ws = scope) => {
  const tree = await blocks.reader.byId(ws, id, withSecrets);
  return (
    tree &&
    (JSON.parse(presentBlockDocument(tree)) as {
      data: Record<string, unknown>;
      block_document_references: object;
    })
  );
};
const register = async (slug: string, fields: object, ws = scope) => {
  const known = await blocks.types.read(ws, { slug });
  const texts = { logo_url: null, documentation_url: null, description: null, code_example: null };
  const type = known ?? (await blocks.changeTypes.create(ws, { name: slug, slug, ...texts }));
  const body = {
    block_type_id: type.id,
    capabilities: [],
    version: '1',
    fields: jsonText(JSON.stringify(fields)) as never,
  };
  return blocks.changeSchemas.create(ws, body);
};

it('a new workspace has the block types and schemas of the reference, whoever asks first', async () => {
  const fresh = await newWorkspace();
  await Promise.all(
    [contextOn(db), contextOn(db), contextOn(db)].map((process) => process.system.ensure(fresh)),
  );
  const types = await blocks.types.list(
    fresh,
    { block_types: null, block_schemas: null, limit: null, offset: 0 },
    200,
  );
  const schemas = await blocks.schemas.list(fresh, null, 200, 0);
  expect([types.length, schemas.length]).toEqual([systemBlocks.types.length, systemBlocks.schemas.length]);
  const checksum = 'sha256:c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78';
  expect(await blocks.schemas.readByChecksum(fresh, checksum, null)).toMatchObject({
    t_slug: 'secret',
    s_version: '3.8.8',
  });
  expect((await blocks.types.read(fresh, { slug: 'secret' }))?.id).not.toBe(
    (await blocks.types.read(scope, { slug: 'secret' }))?.id,
  );
  expect(await blocks.schemas.capabilities(fresh)).toEqual([
    'get-directory',
    'notify',
    'put-directory',
    'read-path',
    'write-path',
  ]);
});

it('protected types and their schemas cannot be deleted; others take their documents along', async () => {
  const { block_type_id, block_schema_id } = await schemaOf('secret');
  await expect(blocks.changeTypes.delete(scope, block_type_id)).rejects.toMatchObject({
    code: 'block_type.protected',
  });
  await expect(blocks.changeSchemas.delete(scope, block_schema_id)).rejects.toMatchObject({
    code: 'block_schema.protected',
  });
  await expect(blocks.changeTypes.delete(other, block_type_id)).rejects.toMatchObject({
    code: 'block_type.not_found',
  });
  const tree = await save('slack-webhook', 'hook', { url: 'https://x' });
  await blocks.changeTypes.delete(scope, tree.row.block_type_id);
  expect(await blocks.reader.byId(scope, tree.row.id, false)).toBeUndefined();
});

it('a secret is in no plain column, not in events, and opens only in its own row', async () => {
  const [a, b] = [
    await save('secret', 'one', { value: CANARY }),
    await save('secret', 'two', { value: 'other' }),
  ];
  const dump = await db.query(scope, sql`select row_to_json(d)::text as d from block_document d`);
  const events = await db.query(scope, sql`select row_to_json(e)::text as e from event e`);
  const sealed = await db.query<{ sealed: Buffer }>(
    scope,
    sql`select sealed from block_document where id = ${a.row.id}`,
  );
  expect(JSON.stringify([dump, events])).not.toContain(CANARY);
  expect(sealed[0]?.sealed.includes(CANARY)).toBe(false);
  expect((await shown(a.row.id, true))?.data).toEqual({ value: CANARY });
  expect((await shown(a.row.id, false))?.data).toEqual({ value: '********' });
  await db.execute(
    scope,
    sql`update block_document set sealed = ${sealed[0]!.sealed} where id = ${b.row.id}`,
  );
  await expect(shown(b.row.id, true)).rejects.toThrow();
});

it('the audit log is told who writes and opens secrets, never what they are; what is no secret is not told', async () => {
  const { row } = await save('secret', 'told', { value: CANARY });
  await shown(row.id, false);
  await shown(row.id, true);
  await patch(row.id, { value: `${CANARY}2` });
  await blocks.change.delete(scope, row.id);
  const plain = await save('local-file-system', 'plain', { basepath: '/tmp' });
  await shown(plain.row.id, true);
  const entry = (verb: string) => ({
    ...scope,
    action: `block_document.${verb}`,
    target: { kind: 'block_document', id: row.id, name: 'told' },
    after: { block_type: 'secret' },
  });
  expect(blocks.log.told).toEqual(['created', 'secrets_read', 'updated', 'deleted'].map(entry));
  expect(JSON.stringify(blocks.log.told)).not.toContain(CANARY);
});

it('numbers come back as they were written, sealed or not', async () => {
  const a = await save('secret', 'exact', '{"value": {"n": 1.0, "big": 9007199254740993}}');
  const tree = (await blocks.reader.byId(scope, a.row.id, true))!;
  expect(presentBlockDocument(tree)).toContain('"data":{"value":{"n":1.0,"big":9007199254740993}}');
});

it('an update merges, keeps secrets that are sent back hidden, or replaces all', async () => {
  const fields = { title: 'C', type: 'object', properties: {}, secret_fields: ['password', 'deep.*'] };
  await register('creds', fields);
  const { row } = await save('creds', 'c', { password: CANARY, host: 'h', deep: { k: 'v' } });
  await patch(row.id, { password: '********', host: 'moved', deep: { k: '********', l: 'new' } });
  expect((await shown(row.id, true))?.data).toEqual({
    password: CANARY,
    host: 'moved',
    deep: { k: 'v', l: 'new' },
  });
  await patch(row.id, { password: 'next' });
  expect((await shown(row.id, true))?.data).toMatchObject({ password: 'next', host: 'moved' });
  const updated = await blocks.reader.byId(scope, row.id, false);
  expect(updated!.row.updated > row.updated).toBe(true);
  await patch(row.id, { host: 'alone' }, { merge_existing_data: false });
  expect((await shown(row.id, true))?.data).toEqual({ host: 'alone' });
  const { block_schema_id } = await schemaOf('secret');
  await expect(patch(row.id, {}, { block_schema_id })).rejects.toMatchObject({
    code: 'block_document.rejected',
  });
});

it('a new schema decides anew what is secret', async () => {
  await register('shift', { title: 'S', type: 'object', secret_fields: [] });
  const { row } = await save('shift', 's', { token: CANARY });
  const { row: stricter } = await register('shift', {
    title: 'S2',
    type: 'object',
    secret_fields: ['token'],
  });
  await blocks.change.update(scope, row.id, { block_schema_id: stricter.s_id, merge_existing_data: true });
  expect((await shown(row.id, false))?.data).toEqual({ token: '********' });
  expect((await shown(row.id, true))?.data).toEqual({ token: CANARY });
});

it('nested documents are shown where they are referred to, and follow their changes', async () => {
  const inner = await save('secret', 'inner', { value: 'v1' });
  const reference = { $ref: { block_document_id: inner.row.id } };
  const outer = await save('webhook', 'outer', { method: 'GET', url: reference });
  expect((await shown(outer.row.id, false))?.data).toEqual({ method: 'GET', url: { value: '********' } });
  await patch(inner.row.id, { value: 'v2' });
  await patch(outer.row.id, { method: 'POST' });
  const whole = await shown(outer.row.id, true);
  expect(whole?.data).toEqual({ method: 'POST', url: { value: 'v2' } });
  expect(whole?.block_document_references).toMatchObject({
    url: {
      block_document: { id: inner.row.id, name: 'inner', is_anonymous: false, block_document_references: {} },
    },
  });
  await expect(
    patch(inner.row.id, { value: { $ref: { block_document_id: outer.row.id } } }),
  ).rejects.toMatchObject({
    code: 'block_document.rejected',
  });
  await patch(outer.row.id, { url: 'plain' });
  expect((await shown(outer.row.id, false))?.block_document_references).toEqual({});
});

it('two updates at once cannot make a circle', async () => {
  const [a, b] = [await save('secret', 'a', { value: 1 }), await save('secret', 'b', { value: 1 })];
  const to = (id: string) => ({ value: { $ref: { block_document_id: id } } });
  const results = await Promise.allSettled([patch(a.row.id, to(b.row.id)), patch(b.row.id, to(a.row.id))]);
  expect(results.map((r) => r.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

it('what is in another workspace is answered as what is nowhere', async () => {
  const foreign = await save('secret', 'foreign', { value: CANARY }, other);
  for (const id of [foreign.row.id, ids.next()]) {
    expect(await shown(id, true)).toBeUndefined();
    await expect(blocks.change.delete(scope, id)).rejects.toMatchObject({ code: 'block_document.not_found' });
    await expect(patch(id, {})).rejects.toMatchObject({ code: 'block_document.not_found' });
    await expect(save('secret', null, { value: { $ref: { block_document_id: id } } })).rejects.toMatchObject({
      code: '23503',
    });
  }
  for (const kind of [
    await schemaOf('secret', other),
    { block_type_id: ids.next(), block_schema_id: ids.next() },
  ]) {
    const data = jsonText('{}') as never;
    const create = blocks.change.create(scope, { ...kind, name: 'x', data, is_anonymous: false });
    await expect(create).rejects.toMatchObject({ code: 'reference.unknown' });
  }
  const [schema] = await blocks.schemas.list(other, null, 1, 0);
  expect(await blocks.schemas.read(scope, schema!.s_id)).toBeUndefined();
});

it('names are taken once a type; anonymous documents are listed only when asked for', async () => {
  await save('secret', 'name', { value: 1 });
  await expect(save('secret', 'name', { value: 1 })).rejects.toMatchObject({ code: 'block_document.exists' });
  const anonymous = await save('secret', null, { value: 1 });
  expect(anonymous.row.name).toMatch(/^anonymous-/);
  const none = { block_types: null, block_schemas: null };
  const names = async (filter: unknown) => {
    const block_documents = filter === null ? null : blockDocumentFilter.parse(filter);
    const page = { sort: 'NAME_ASC', limit: 10, offset: 0 } as const;
    return (await blocks.reader.list(scope, { ...none, block_documents }, page, false)).map(
      (t) => t.row.name,
    );
  };
  expect(await names(null)).toEqual(['name']);
  expect(await names({ is_anonymous: { eq_: true } })).toEqual([anonymous.row.name]);
  expect(await names({ is_anonymous: null })).toHaveLength(2);
  expect(await blocks.reader.count(scope, { ...none, block_documents: null })).toBe(1);
});

it('schemas are found again by their fields, and register the blocks nested in them', async () => {
  const inner = {
    title: 'In',
    type: 'object',
    properties: { p: { type: 'string' } },
    block_type_slug: 'in',
    block_schema_references: {},
  };
  const outer = {
    title: 'Out',
    type: 'object',
    properties: { inner: { $ref: '#/definitions/In' } },
    definitions: { In: inner },
    block_schema_references: { inner: { block_type_slug: 'in', block_schema_checksum: 'sha256:unknown' } },
  };
  await expect(register('out', outer)).rejects.toMatchObject({ code: 'block_schema.nested_type_missing' });
  const texts = { logo_url: null, documentation_url: null, description: null, code_example: null };
  const type = await blocks.changeTypes.create(scope, { name: 'In', slug: 'in', ...texts });
  const first = await register('out', outer);
  const second = await register('out', outer);
  expect([first.isNew, second.isNew, second.row.s_id]).toEqual([true, false, first.row.s_id]);
  expect(JSON.parse(first.row.s_fields)).toEqual(outer);
  const nested = await blocks.schemas.list(
    scope,
    { operator: 'and_', block_type_id: { any_: [type.id] } },
    10,
    0,
  );
  expect(nested.map((row) => JSON.parse(row.s_fields) as unknown)).toEqual([inner]);
  const either = (all_: string[]) =>
    blocks.schemas.list(
      scope,
      { operator: 'or_', block_type_id: { any_: [type.id] }, block_capabilities: { all_ } },
      200,
      0,
    );
  expect(await either(['nobody has it'])).toHaveLength(1);
  expect(await either([])).toHaveLength((await blocks.schemas.list(scope, null, 200, 0)).length);
});

it('the default storage is forgotten with its document', async () => {
  const { row } = await save('local-file-system', 'store', { basepath: '/x' });
  const value = JSON.stringify({ default_result_storage_block_id: row.id });
  await db.execute(
    scope,
    sql`insert into configuration (workspace_id, key, value) values (${scope.workspaceId}, 'server-default-result-storage', ${value}::json)`,
  );
  await blocks.change.delete(scope, row.id);
  expect(
    await db.query(scope, sql`select key from configuration where workspace_id = ${scope.workspaceId}`),
  ).toEqual([]);
});

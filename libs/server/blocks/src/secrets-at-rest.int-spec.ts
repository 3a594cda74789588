import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { EventBus } from '@orch/events';
import { jsonText, Secret, SystemClock, UuidV7Ids } from '@orch/kernel';
import {
  BackgroundDatabase,
  Database,
  RotateRootKey,
  Sealer,
  sql,
  type WorkspaceScope,
} from '@orch/platform';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testing/src/postgres.ts';
import { presentBlockDocument } from './documents/block-document.presenter.ts';
import { BlockDocumentReader } from './documents/block-document.reader.ts';
import { BlockDocumentRepository } from './documents/block-document.repository.ts';
import { ChangeBlockDocuments } from './documents/change-block-documents.ts';
import { DocumentSealing } from './documents/document-sealing.ts';
import { SecretAudit } from './documents/secret-audit.ts';
import { BlockSchemaRepository } from './schemas/block-schema.repository.ts';
import { SystemBlockRepository } from './system/system-block.repository.ts';
import { BlockTypeRepository } from './types/block-type.repository.ts';

const ids = new UuidV7Ids();
const newKey = () => new Secret(randomBytes(32));
let test: TestDatabase;
let db: Database;
let background: BackgroundDatabase;
let scopes: WorkspaceScope[];

/** What a server with these root keys does with documents. */
function serverWith(sealer: Sealer) {
  const sealing = new DocumentSealing(sealer);
  const audit = new SecretAudit({ record: async () => undefined, tally: () => undefined } as never);
  const reader = new BlockDocumentReader(db, sealing, audit);
  const schemas = new BlockSchemaRepository(db);
  const documents = new BlockDocumentRepository();
  const [bus, clock] = [new EventBus(), new SystemClock()];
  const change = new ChangeBlockDocuments(db, documents, reader, schemas, sealing, bus, ids, clock, audit);
  const valueOf = async (scope: WorkspaceScope, id: string) => {
    const tree = await reader.byId(scope, id, true);
    return (JSON.parse(presentBlockDocument(tree!)) as { data: { value: unknown } }).data.value;
  };
  const dataOf = (value: string) => jsonText(JSON.stringify({ value })) as never; // raw text, see `withOpaque`
  return {
    valueOf,
    change: (scope: WorkspaceScope, id: string, value: string) =>
      change.update(scope, id, { data: dataOf(value), merge_existing_data: true }),
    save: async (scope: WorkspaceScope, value: string) => {
      const type = (await new BlockTypeRepository(db).read(scope, { slug: 'secret' }))!;
      const filter = { operator: 'and_' as const, block_type_id: { any_: [type.id] } };
      const [schema] = await schemas.list(scope, filter, 1, 0);
      const kind = { block_type_id: type.id, block_schema_id: schema!.s_id };
      const made = { ...kind, name: ids.next(), data: dataOf(value), is_anonymous: false };
      return (await change.create(scope, made)).row.id;
    },
  };
}

async function newWorkspace(): Promise<WorkspaceScope> {
  const [accountId, workspaceId] = [ids.next(), ids.next()];
  await db.queryOutside(sql`insert into account (id, name, handle) values (${accountId}, 'a', ${accountId})`);
  await db.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', ${workspaceId})`,
  );
  const scope = { accountId, workspaceId };
  await new SystemBlockRepository(db).ensure(scope);
  return scope;
}

const sealedRows = () =>
  background.queryOutside<{ workspace_id: string; id: string; sealed: Buffer }>(
    sql`select workspace_id, id, sealed from block_document where sealed is not null order by id`,
  );

beforeAll(async () => {
  test = await createTestDatabase();
  const options = { url: test.url, connectionsMax: 6, statementTimeoutMs: 10_000, onError: () => undefined };
  db = new Database({ ...options, role: 'orch_app' });
  background = new BackgroundDatabase({ ...options, role: 'orch_background' });
});

beforeEach(async () => {
  await background.queryOutside(sql`delete from block_document`);
  scopes = await Promise.all([newWorkspace(), newWorkspace()]);
});

afterAll(async () => {
  await Promise.all([db?.close(), background?.close()]);
  await test?.drop();
});

it('a sealed text that was moved to another row or workspace does not open', async () => {
  const [one, two] = scopes as [WorkspaceScope, WorkspaceScope];
  const server = serverWith(new Sealer(newKey()));
  const [source, sibling, foreign] = [
    await server.save(one, 'source'),
    await server.save(one, 'sibling'),
    await server.save(two, 'foreign'),
  ];
  for (const id of [sibling, foreign]) {
    await background.queryOutside(
      sql`update block_document set sealed = (select sealed from block_document where id = ${source}) where id = ${id}`,
    );
  }
  expect(await server.valueOf(one, source)).toBe('source');
  await expect(server.valueOf(one, sibling)).rejects.toThrow();
  await expect(server.valueOf(two, foreign)).rejects.toThrow();
});

it('a rotation reseals everything while servers read and write, and no read fails', async () => {
  const [old, current] = [newKey(), newKey()];
  const before = serverWith(new Sealer(old));
  const made = await Promise.all(
    Array.from({ length: 120 }, async (_, i) => {
      const scope = scopes[i % 2]!;
      return { scope, id: await before.save(scope, `value ${i}`), value: `value ${i}` };
    }),
  );
  const sealer = new Sealer(current, [old]);
  const during = serverWith(sealer);
  let reads = 0;
  const running = new AbortController();
  const readAll = async (): Promise<void> => {
    while (!running.signal.aborted)
      for (const one of made) {
        const known = one.value;
        const seen = await during.valueOf(one.scope, one.id);
        // it may be changed while it is read, or a moment before we know of it
        expect([known, one.value, `changed ${one.id}`]).toContain(seen);
        reads += 1;
      }
  };
  const change = async (): Promise<void> => {
    for (const one of made.slice(0, 30)) {
      await during.change(one.scope, one.id, `changed ${one.id}`);
      one.value = `changed ${one.id}`;
    }
  };
  const readers = [readAll(), readAll()];
  const rotation = new RotateRootKey(background, sealer, 7);
  const [report] = await Promise.all([rotation.execute(), change()]);
  running.abort();
  await Promise.all(readers);
  expect(report).toMatchObject({ isSettled: true, unreadable: [] });
  expect(reads).toBeGreaterThan(0);
  const alone = serverWith(new Sealer(current));
  for (const { scope, id, value } of made) expect(await alone.valueOf(scope, id)).toBe(value);
});

it('an interrupted rotation is finished by the next, which touches nothing twice', async () => {
  const [old, current] = [newKey(), newKey()];
  for (let i = 0; i < 10; i += 1) await serverWith(new Sealer(old)).save(scopes[0]!, `value ${i}`);
  const rotation = new RotateRootKey(background, new Sealer(current, [old]), 3);
  const interrupted = rotation.execute(() => {
    throw new Error('interrupted');
  });
  await expect(interrupted).rejects.toThrow('interrupted');
  const done = new Map((await sealedRows()).map(({ id, sealed }) => [id, sealed]));
  expect(await rotation.execute()).toEqual({ resealed: 7, isSettled: true, unreadable: [] });
  const untouched = (await sealedRows()).filter(({ id, sealed }) => done.get(id)!.equals(sealed));
  expect(untouched).toHaveLength(3);
  expect(await rotation.execute()).toEqual({ resealed: 0, isSettled: true, unreadable: [] });
});

it('what an account keeps sealed is resealed too', async () => {
  const [old, current] = [newKey(), newKey()];
  const [accountId, rowId] = [scopes[0]!.accountId, ids.next()];
  const place = { workspaceId: accountId, table: 'thing_of_account', rowId };
  const owner = new pg.Client({ connectionString: test.url });
  await owner.connect();
  try {
    await owner.query(
      'create table thing_of_account (id uuid primary key, account_id uuid not null, sealed bytea)',
    );
    await owner.query('grant select, update on thing_of_account to orch_background');
    const sealed = new Sealer(old).seal(place, 'of the account');
    await owner.query('insert into thing_of_account values ($1, $2, $3)', [rowId, accountId, sealed]);
    const report = await new RotateRootKey(background, new Sealer(current, [old])).execute();
    expect(report).toEqual({ resealed: 1, isSettled: true, unreadable: [] });
    const { rows } = await owner.query<{ sealed: Buffer }>('select sealed from thing_of_account');
    expect(new Sealer(current).open(place, rows[0]!.sealed)).toBe('of the account');
  } finally {
    await owner.query('drop table if exists thing_of_account');
    await owner.end();
  }
});

it('a text that no known key opens is named, and the others are resealed', async () => {
  const [old, current] = [newKey(), newKey()];
  const lost = await serverWith(new Sealer(newKey())).save(scopes[0]!, 'lost');
  const kept = await serverWith(new Sealer(old)).save(scopes[1]!, 'kept');
  const report = await new RotateRootKey(background, new Sealer(current, [old])).execute();
  const place = { workspaceId: scopes[0]!.workspaceId, table: 'block_document', rowId: lost };
  expect(report).toEqual({ resealed: 1, isSettled: true, unreadable: [place] });
  expect(await serverWith(new Sealer(current)).valueOf(scopes[1]!, kept)).toBe('kept');
});

it('no rotation begins while a server runs that does not seal with the new key', async () => {
  const [old, current] = [newKey(), newKey()];
  const id = await serverWith(new Sealer(old)).save(scopes[0]!, 'v');
  const sealer = new Sealer(old, [current]); // it knows the new key, but seals with the old one
  const server = new Database({ ...db.options, note: sealer.knownKeyIds.join('+') });
  try {
    await server.queryOutside(sql`select 1`);
    const rotation = new RotateRootKey(background, new Sealer(current, [old]));
    await expect(rotation.execute()).rejects.toThrow(sealer.keyId.toString('hex'));
    expect(await serverWith(new Sealer(old)).valueOf(scopes[0]!, id)).toBe('v');
  } finally {
    await server.close();
  }
});

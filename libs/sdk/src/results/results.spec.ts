import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalResults, MemoryResults } from './local-results.ts';
import { readDescribedResult, readResult, writeResult } from './result-store.ts';
import { S3Results } from './s3-results.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'orch-results-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a value comes back from a file, whole', async () => {
  const store = new LocalResults(folder);
  const metadata = await writeResult(store, 'a/b', { rows: [1, null, 'x'] });
  expect(metadata).toMatchObject({ storage_key: 'a/b', serializer: { type: 'json' } });
  expect((await readResult(store, 'a/b'))?.value).toEqual({ rows: [1, null, 'x'] });
  expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
  expect(await readResult(store, 'none')).toBeNull();
});

it('a key leads nowhere else; the absolute path of a file inside is one', async () => {
  const store = new LocalResults(folder);
  await expect(store.read('../../etc/passwd')).rejects.toThrow('leads out of');
  await store.write('inside', 'x');
  expect(await store.read(join(folder, 'inside'))).toBe('x');
});

it('a result whose time is over is none', async () => {
  const store = new MemoryResults();
  await writeResult(store, 'k', 1, '2026-01-01T00:00:00Z');
  expect(await readResult(store, 'k', Date.parse('2025-12-31T23:59:59Z'))).not.toBeNull();
  expect(await readResult(store, 'k', Date.parse('2026-01-01T00:00:00Z'))).toBeNull();
});

it('results of Python clients are read when they are JSON, and explained when they are not', async () => {
  const store = new MemoryResults();
  await store.write('bare', '{"a":1}');
  expect(await readDescribedResult(store, { key: 'bare', serializer: 'json' })).toEqual({ a: 1 });
  await writeResult(store, 'record', [2]);
  expect(await readDescribedResult(store, { key: 'record', serializer: 'json' })).toEqual([2]);
  await expect(readDescribedResult(store, { key: 'bare', serializer: 'pickle' })).rejects.toThrow(
    'result_serializer="json"',
  );
});

it('a bucket is read and written with signed requests', async () => {
  const objects = new Map<string, string>();
  const server = createServer(async (request, response) => {
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=id/'))
      return response.writeHead(403).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'PUT') objects.set(request.url!, Buffer.concat(chunks).toString());
    const object = objects.get(request.url!);
    response.writeHead(object === undefined ? 404 : 200).end(object);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const options = {
    bucket: 'results',
    endpoint,
    prefix: 'orch/',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  };
  const store = new S3Results(options);
  await writeResult(store, 'k 1', { a: 1 });
  expect([...objects.keys()]).toEqual(['/results/orch/k%201']);
  expect((await readResult(store, 'k 1'))?.value).toEqual({ a: 1 });
  expect(await store.read('none')).toBeNull();
  const stranger = new S3Results({ ...options, accessKeyId: 'other' });
  await expect(stranger.read('k 1')).rejects.toThrow('S3 answers 403');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(store.read('k 1')).rejects.toThrow(
    /"k 1" cannot be read: http:\S+ does not answer \(.*ECONNREFUSED/,
  );
});

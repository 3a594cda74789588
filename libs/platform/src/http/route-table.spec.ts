import { expect, it } from '@jest/globals';
import { RouteTable } from './route-table.ts';

const table = new RouteTable();
table.add('/api/flows/', ['POST']);
table.add('/api/flows/:id', ['GET']);
table.add('/api/flows/:id', ['DELETE']);
table.add('/api/flows/name/:name', ['GET']);
table.add('/api/flows/filter', ['POST']);
table.add('/api/*', ['GET', 'POST', 'PUT']);

it.each([
  ['/api/flows', ['POST']],
  ['/api/flows/?limit=1', ['POST']],
  ['/api/flows/0199a000-0000-7000-8000-000000000001', ['DELETE', 'GET']],
  ['/api/flows/name/a%2Fb', ['GET']],
  ['/api/flows/filter', ['DELETE', 'GET', 'POST']], // `filter` is an id too, as far as paths go
  ['/api/flows/name/a/b', []],
  ['/api/nothing', []],
  ['/', []],
])('%s has %j', (url, methods) => {
  expect(table.methodsOf(url)).toEqual(methods);
});

it('is not slow for long paths', () => {
  const startMs = performance.now();
  table.methodsOf(`/api/flows/${'a'.repeat(100_000)}/${'/'.repeat(1_000)}x`);
  expect(performance.now() - startMs).toBeLessThan(100);
});

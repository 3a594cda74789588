import { randomBytes } from 'node:crypto';
import { loadConfig } from '../config/config.ts';
import { sealerOf } from './sealer-of.ts';

const key = () => randomBytes(32).toString('base64');
const place = { workspaceId: 'w', table: 't', rowId: 'r' };
const sealer = (current: string, previous?: string) =>
  sealerOf(
    loadConfig(
      { ORCH_SECRET_KEY: current, ...(previous === undefined ? {} : { ORCH_SECRET_KEY_PREVIOUS: previous }) },
      { databaseUrl: 'postgresql://localhost/x', embedded: true },
    ),
  );

it('seals with the current root key and opens with every previous one', () => {
  const [first, second, third] = [key(), key(), key()];
  const sealed = [first, second, third].map((one) => sealer(one).seal(place, one));
  const all = sealer(third, ` ${first},${second}, `);
  expect(sealed.map((one) => all.open(place, one))).toEqual([first, second, third]);
  expect(sealer(third).open(place, all.seal(place, 'new'))).toBe('new');
  expect(all.knownKeyIds).toHaveLength(3);
  expect(all.knownKeyIds[0]).toBe(all.keyId.toString('hex'));
});

it.each([
  ['ORCH_SECRET_KEY', 'short', undefined],
  ['ORCH_SECRET_KEY_PREVIOUS', key(), `${key()},short`],
])('a malformed key is a line that names %s, not the key', (setting, current, previous) => {
  expect(() => sealer(current, previous)).toThrow(`${setting}: must be 32 bytes in base64`);
});

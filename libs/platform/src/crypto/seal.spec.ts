import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Secret } from '@orch/kernel';
import { rootKeyOf, Sealer } from './seal.ts';

const place = { workspaceId: 'w1', table: 'block_document', rowId: 'r1' };
const key = () => new Secret(randomBytes(32));

it('opens what it sealed, and never seals the same way twice', () => {
  const sealer = new Sealer(key());
  const sealed = sealer.seal(place, 'canary ✓');
  expect(sealer.open(place, sealed)).toBe('canary ✓');
  expect(sealed.includes('canary')).toBe(false);
  expect(sealer.seal(place, 'canary ✓').equals(sealed)).toBe(false);
});

it.each([{ workspaceId: 'w2' }, { rowId: 'r2' }, { table: 'other' }])(
  'does not open at another place: %j',
  (moved) => {
    const sealer = new Sealer(key());
    const sealed = sealer.seal(place, 'x');
    expect(() => sealer.open({ ...place, ...moved }, sealed)).toThrow();
  },
);

it('does not open when any byte was changed or cut off', () => {
  const sealer = new Sealer(key());
  const sealed = sealer.seal(place, 'x');
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed[i]! ^= 1;
    expect(() => sealer.open(place, changed)).toThrow();
    expect(() => sealer.open(place, sealed.subarray(0, i))).toThrow();
  }
});

it('opens with an older root key only while that is known', () => {
  const [old, current] = [key(), key()];
  const sealed = new Sealer(old).seal(place, 'x');
  expect(new Sealer(current, [old]).open(place, sealed)).toBe('x');
  expect(() => new Sealer(current).open(place, sealed)).toThrow('root key');
});

it('reads 32 bytes of base64 and nothing else', () => {
  const bytes = randomBytes(32);
  expect(
    rootKeyOf(new Secret(bytes.toString('base64')))
      .reveal()
      .equals(bytes),
  ).toBe(true);
  expect(() => rootKeyOf(new Secret('short'))).toThrow('ORCH_SECRET_KEY');
});

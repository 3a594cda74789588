import { hashKey, isForged, maskKey, mintKey } from './api-key-format.ts';

it.each([
  ['user', 'pnu_'],
  ['service_account', 'pnb_'],
] as const)('a key of a %s begins with %s and carries its checksum', (kind, prefix) => {
  const key = mintKey(kind);
  expect(key).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{42}$`));
  expect(isForged(key)).toBe(false);
});

it('the checksum is the CRC-32 of prefix and random part in base62, six digits', () => {
  // CRC-32 of 'pnu_' and 36 zeros is 0x79bd0d36
  const key = mintKey('user', () => 0);
  expect(key.slice(0, 40)).toBe(`pnu_${'0'.repeat(36)}`);
  expect(
    [...key.slice(40)].reduce(
      (sum, c) => sum * 62 + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(c),
      0,
    ),
  ).toBe(0x79bd0d36);
});

it('every single changed character is noticed', () => {
  const key = mintKey('user');
  for (let i = 4; i < key.length; i += 1) {
    const other = key[i] === 'x' ? 'y' : 'x';
    expect(isForged(key.slice(0, i) + other + key.slice(i + 1))).toBe(true);
  }
});

it.each(['', 'dev-key', 'pnu_short', `pnu_${'0'.repeat(36)}`, `xyz_${'0'.repeat(42)}`])(
  '%p is not of our format, so it is not called forged',
  (token) => {
    expect(isForged(token)).toBe(false);
  },
);

it('keys are kept as SHA-256 and shown by their ends', () => {
  expect(Buffer.from(hashKey('abc'), 'base64').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(maskKey(`pnu_${'a'.repeat(38)}wxyz`)).toBe('pnu_…wxyz');
  expect(maskKey('dev-key')).toBe('…');
});

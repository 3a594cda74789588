import { createHash } from 'node:crypto';
import { type AuditContent, canonicalContent, CHAIN_START, chainHash, storableText } from './audit-row.ts';

const ROW: AuditContent = {
  accountId: '00000000-0000-7000-8000-0000000000aa',
  id: '00000000-0000-7000-8000-0000000000bb',
  occurredUs: 1_800_000_000_000_001,
  workspaceId: null,
  action: 'api_key.created',
  outcome: 'success',
  actorId: null,
  actorKind: 'system',
  actorName: 'system',
  keyId: null,
  ip: null,
  userAgent: null,
  requestId: null,
  targetKind: 'api_key',
  targetId: '1',
  targetName: 'ci',
  before: null,
  after: '{"a":  1}',
};

it('the content is one JSON array, fixed for ever: logs of older versions stay verifiable', () => {
  expect(canonicalContent(ROW).toString()).toBe(
    '["orch-audit-1","00000000-0000-7000-8000-0000000000aa","00000000-0000-7000-8000-0000000000bb","1800000000000001",null,' +
      '"api_key.created","success",null,"system","system",null,null,null,null,"api_key","1","ci",null,"{\\"a\\":  1}"]',
  );
});

it('the hash covers the hash before, the place and the content', () => {
  const content = canonicalContent(ROW);
  const place = Buffer.from('0000000000000007', 'hex');
  const expected = createHash('sha256')
    .update(Buffer.concat([CHAIN_START, place, content]))
    .digest();
  expect(chainHash(CHAIN_START, 7, content)).toEqual(expected);
});

it.each(Object.keys(ROW) as (keyof AuditContent)[])('a change of %s changes the content', (member) => {
  const value = ROW[member];
  const other = typeof value === 'number' ? value + 1 : `${value ?? ''}x`;
  expect(canonicalContent({ ...ROW, [member]: other })).not.toEqual(canonicalContent(ROW));
});

it('texts that PostgreSQL cannot hold are mended, and cut between characters', () => {
  expect(storableText('a\0b\ud800c', 10)).toBe('ab\ufffdc');
  expect(storableText('ab😀', 3)).toBe('ab\ufffd');
});

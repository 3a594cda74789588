import { jsonText } from '@orch/kernel';
import { bringsPersistedResult, holdsPersistedResult, isUnpersisted } from './state-data.ts';

it.each([
  { text: null, held: false, brought: false, unpersisted: false },
  { text: 'null', held: false, brought: false, unpersisted: false },
  { text: '"{"', held: false, brought: false, unpersisted: false },
  { text: '[{"type":"x"}]', held: false, brought: false, unpersisted: false },
  { text: '{}', held: false, brought: true, unpersisted: false },
  { text: ' {"storage_key":"k"}', held: true, brought: true, unpersisted: false },
  { text: '{"type":"unpersisted"}', held: false, brought: false, unpersisted: true },
  { text: '{"type":null}', held: true, brought: true, unpersisted: false },
])('data $text', ({ text, held, brought, unpersisted }) => {
  const data = text === null ? null : jsonText(text);
  expect(holdsPersistedResult(data)).toBe(held);
  expect(bringsPersistedResult(data)).toBe(brought);
  expect(isUnpersisted(data)).toBe(unpersisted);
});

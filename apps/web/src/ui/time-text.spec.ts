import { ago } from './time-text.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

it.each([
  ['2026-11-21T11:59:58Z', 'just now'],
  ['2026-11-21T11:59:20Z', '40 seconds ago'],
  ['2026-11-21T11:15:00Z', '45 minutes ago'],
  ['2026-11-20T11:00:00Z', 'yesterday'],
  ['2026-12-21T12:00:00Z', 'next month'],
  ['not a time', '–'],
])('%s is %s', (at, text) => expect(ago(at, NOW)).toBe(text));

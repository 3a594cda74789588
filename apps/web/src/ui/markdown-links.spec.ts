import { safeHref } from './markdown-links.ts';

it.each(['https://example.com/a?b=c', 'http://127.0.0.1:4200', 'mailto:a@example.com', '#section'])(
  'keeps %s',
  (href) => expect(safeHref(href)).toBe(href),
);

it.each([
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//evil.example',
  '/account',
])('refuses %s', (href) => expect(safeHref(href)).toBeUndefined());

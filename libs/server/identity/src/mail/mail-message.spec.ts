import { renderMail } from './mail-message.ts';

const message = {
  subject: 'Hello',
  heading: 'Hello <b>Ada</b>',
  lines: ['"Acme" & Sons invite you.', `It's <script>alert(1)</script>`],
  action: { label: 'Look & see', url: 'https://orch.example.com/x?a=1&b="2"' },
  notes: ['Works once.'],
};

it('says the same in text and HTML, with the address in full', () => {
  const { text, html } = renderMail(message);
  expect(text).toBe(
    [
      'Hello <b>Ada</b>',
      '"Acme" & Sons invite you.',
      `It's <script>alert(1)</script>`,
      'Look & see:\nhttps://orch.example.com/x?a=1&b="2"',
      'Works once.',
      '-- \nOrch Cloud',
    ].join('\n\n'),
  );
  expect(html).toContain('href="https://orch.example.com/x?a=1&amp;b=&quot;2&quot;"');
  expect(html).toContain('Works once.');
});

it('nothing that people wrote becomes markup', () => {
  const { html } = renderMail(message);
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<b>Ada');
  expect(html).toContain('Hello &lt;b&gt;Ada&lt;/b&gt;');
});

it('without a button there is none', () => {
  const { text, html } = renderMail({ subject: 'S', heading: 'H', lines: ['L'] });
  expect(text).toBe('H\n\nL\n\n-- \nOrch Cloud');
  expect(html).not.toContain('href');
});

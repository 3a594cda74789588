import { logText } from './log-text.ts';

describe('the text of a log line', () => {
  it('has no codes of terminals', () => {
    expect(logText('\u001b[31mred\u001b[0m and \u001b[1;4mmore\u001b[K')).toBe('red and more');
  });

  it('keeps brackets that are no codes', () => {
    expect(logText('rows[0m] of [31]')).toBe('rows[0m] of [31]');
  });
});

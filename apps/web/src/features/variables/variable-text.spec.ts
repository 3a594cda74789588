import { textOfValue, valueOfText } from './variable-text.ts';

it.each(['hello', '', '12', 'true', '{"a": 1}', 12, 0.95, true, null, { a: [1] }, ['x']])(
  'comes back as it was: %j',
  (value) => expect(valueOfText(textOfValue(value))).toEqual(value),
);

it('shows a plain text without quotes', () => expect(textOfValue('hello')).toBe('hello'));

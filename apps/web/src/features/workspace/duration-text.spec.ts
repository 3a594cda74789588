import { durationText } from './duration-text.ts';

it.each([
  [0, '–'],
  [0.0002, '1 ms'],
  [0.048, '48 ms'],
  [0.0997, '0.1 s'],
  [0.42, '0.4 s'],
  [59.4, '59 s'],
  [185, '3 min 5 s'],
  [7_800, '2 h 10 min'],
])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

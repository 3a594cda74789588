import { cutText, lengthText } from './cut-text.ts';

const ROOM = { characters: 10, lines: 2 };

describe('a text that is too long for its place', () => {
  it('stays whole where it fits, also with an empty end', () => {
    expect(cutText('0123456789', ROOM)).toBeUndefined();
    expect(cutText('one\ntwo\n', ROOM)).toBeUndefined();
  });

  it('is cut by characters and by lines', () => {
    expect(cutText('0123456789x', ROOM)).toBe('0123456789');
    expect(cutText('a\nb\nc', ROOM)).toBe('a\nb');
  });

  it('keeps characters whole', () => {
    expect(cutText('012345678🚕 and on', ROOM)).toBe('012345678');
  });

  it('says how long it is', () => {
    expect([812, 60_004, 1_200_000].map(lengthText)).toEqual([
      '812 characters',
      '60 thousand characters',
      '1.2 million characters',
    ]);
  });
});

import { newUserCode, readUserCode, shownUserCode } from './user-code.ts';

it('a code has eight consonants and is read as it is shown', () => {
  for (let i = 0; i < 200; i += 1) {
    const code = newUserCode();
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    expect(shownUserCode(code)).toMatch(/^.{4}-.{4}$/);
    expect(readUserCode(shownUserCode(code))).toBe(code);
  }
});

it.each(['wdjb-mjht', 'WDJB MJHT', 'wdjbmjht', ' W.D-J_B mjht '])('%j is WDJBMJHT', (typed) => {
  expect(readUserCode(typed)).toBe('WDJBMJHT');
});

it.each(['', 'WDJB', 'WDJBMJHTX', 'ADJBMJHT', 'WDJB1JHT', 'ẂDJBMJHT', "WDJB'--MJHT"])(
  '%j is no code',
  (typed) => {
    expect(readUserCode(typed)).toBeUndefined();
  },
);

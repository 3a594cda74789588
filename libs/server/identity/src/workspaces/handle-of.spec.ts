import { givenHandle } from './handle-of.ts';

it.each([
  [{ name: 'Acme Rockets!' }, 'acme-rockets'],
  [{ name: 'Été', handle: null }, 'ete'],
  [{ name: 'Acme', handle: 'rockets' }, 'rockets'],
])('%j has the handle %s', (place, handle) => {
  expect(givenHandle(place)).toBe(handle);
});

it('a name of which nothing is left needs one', () => {
  expect(() => givenHandle({ name: '東京' })).toThrow(expect.objectContaining({ code: 'request.rejected' }));
});

import { botCreate, teamUpdate } from '@orch/contract';
import { bodyOf, given, WrongArguments } from './checked.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

it('arguments become the body of the route, by its names', () => {
  const body = bodyOf(botCreate, { name: 'ci', apiKeyScopes: ['runs:read'] });
  expect(body).toMatchObject({ name: 'ci', api_key_scopes: ['runs:read'], api_key_expiration: null });
});

it('what was not given stays absent, and null is a value', () => {
  expect(bodyOf(teamUpdate, { name: undefined, description: null })).toEqual({ description: null });
  expect(given({ a: null, b: undefined, c: 0, d: '' })).toEqual({ c: 0, d: '' });
});

it('every wrong argument is named as the schema names it, without what was sent', () => {
  const error = thrownBy(() =>
    bodyOf(botCreate, { name: 'x\u0000', apiKeyScopes: [7], apiKeyExpiration: 'never-ever' }),
  );
  expect(error).toBeInstanceOf(WrongArguments);
  const { wrong } = error as WrongArguments;
  expect(wrong.map(({ argument }) => argument).sort()).toEqual([
    'apiKeyExpiration',
    'apiKeyScopes.0',
    'name',
  ]);
  expect(JSON.stringify(wrong)).not.toContain('never-ever');
});

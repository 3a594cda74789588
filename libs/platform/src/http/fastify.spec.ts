import { apiVersionProblem } from './fastify.ts';

describe('apiVersionProblem', () => {
  it.each([undefined, '', '0.8.0', '0.8.4', '0.9.0', '1.0.0'])('%s is served', (header) => {
    expect(apiVersionProblem(header)).toBeUndefined();
  });

  it('an older version is told which one is needed', () => {
    expect(apiVersionProblem('0.7.9')).toMatch(/0\.7\.9 but this server requires version 0\.8\.0/);
  });

  it.each(['1', 'x.y.z', '0.8', '0.8.4.1', '-1.0.0'])('%s is no version', (header) => {
    expect(apiVersionProblem(header)).toMatch(/Expected header in format/);
  });
});

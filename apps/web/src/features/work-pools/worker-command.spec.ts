import { workerCommand } from './worker-command.ts';

it.each([
  ['production', 'prefect worker start --pool production'],
  ['my pool', "prefect worker start --pool 'my pool'"],
  ["it's; rm -rf /", "prefect worker start --pool 'it'\\''s; rm -rf /'"],
])('starts a worker of %s', (pool, command) => expect(workerCommand(pool)).toBe(command));

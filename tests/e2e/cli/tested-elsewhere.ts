/** Why a command is not in the walk through every command. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  completion: 'prints a script for a shell, whatever the format: completion.spec',
  'server start': 'ends when the server does: transcript',
  'worker start': 'ends when it is told to: transcript and the tests of libs/worker',
  deploy: 'reads flows by a process of its own: transcript',
  init: 'writes into the current folder: transcript',
  'sdk generate': 'writes a file: transcript',
  'audit export': 'prints NDJSON or CSV, whatever the format: cli.e2e-spec',
  'flow serve': 'goes on until it is told to stop: project.e2e-spec',
  'task serve': 'goes on until it is told to stop, in Python: the tests of the client',
  'shell serve': 'goes on until it is told to stop: project.e2e-spec',
  'flow-run execute': 'runs the code of the current folder: project.e2e-spec',
  'flow-run watch': 'prints the run when it has ended: cli.e2e-spec',
  'cloud login': 'by key before the walk; browser and device: login.e2e-spec',
};

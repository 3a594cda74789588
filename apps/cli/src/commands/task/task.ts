import type { Noun } from '../../command.ts';
import { runPythonClient } from '../../deploy/python-client.ts';
import { usage } from '../../failure.ts';

export const task: Noun = {
  name: 'task',
  commands: [
    {
      name: 'serve',
      summary: 'Run here what is submitted to tasks of a Python file',
      takes: [['[entrypoints...]', 'like path/to/file.py:task']],
      options: [
        ['-m, --module <module>...', 'all tasks of a Python module; repeatable'],
        ['--limit <count>', 'how many at once', '10'],
      ],
      examples: ['task serve jobs.py:send_mail jobs.py:resize --limit 4', 'task serve -m shop.jobs'],
      run: async (context, given) => {
        const modules = given.list('module');
        if (given.args.length === 0 && modules.length === 0)
          throw usage('which tasks? FILE:TASK, or --module MODULE');
        const other = given.args.find((entrypoint) => !/\.py:\w+$/.test(entrypoint));
        if (other !== undefined) throw usage(`"${other}" is no task of a Python file: path/to/file.py:task`);
        const limit = given.count('limit');
        await runPythonClient(context, [
          'task',
          'serve',
          ...given.args,
          ...modules.flatMap((module) => ['--module', module]),
          ...(limit === undefined ? [] : ['--limit', String(limit)]),
        ]);
      },
    },
  ],
};

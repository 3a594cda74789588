import { ApiError } from '@orch/client';
import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { valueFrom } from '../../values.ts';

export const setVariable: Command = {
  name: 'set',
  summary: 'Create a variable, or change it with --overwrite',
  takes: [
    ['<name>', 'lower-case letters, digits, dashes and underscores'],
    ['<value>', 'JSON where it is JSON, text otherwise; "-" reads it from standard input'],
  ],
  options: [
    ['--overwrite', 'change it when it is there'],
    ['--json', 'take the value as JSON; what is none is refused'],
    ['--text', 'take the value as text, even where it is JSON'],
    ['--tag <tag>...', 'a tag; repeatable'],
  ],
  examples: ['variable set region eu-west-1', `variable set limits '{"rows": 500}' --overwrite`],
  run: async (context, given) => {
    const name = given.arg(0);
    const typed =
      given.arg(1) === '-' ? (await context.terminal.readInput()).replace(/\r?\n$/, '') : given.arg(1);
    const value = given.is('text') ? typed : given.is('json') ? jsonFrom(typed) : valueFrom(typed);
    const tags = given.list('tag');
    const body = { value, ...(tags.length > 0 ? { tags } : {}) };
    const created = await context.client
      .call('POST /variables/', { body: { name, ...body } })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 409)) throw error;
        if (!given.is('overwrite'))
          throw usage(`there is a variable "${name}" already`, 'Change it with --overwrite.');
        return undefined;
      });
    if (!created) await context.client.call('PATCH /variables/name/{name}', { path: { name }, body });
    const stored = created ?? (await context.client.call('GET /variables/name/{name}', { path: { name } }));
    await context.print.done(`Set variable ${name}.`, stored, name);
  },
};

const jsonFrom = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usage(`the value is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

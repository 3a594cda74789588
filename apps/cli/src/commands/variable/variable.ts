import type { VariableResponse } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { getVariable } from './get.ts';
import { lsVariables } from './ls.ts';
import { setVariable } from './set.ts';

const thing = {
  kind: 'variable',
  argument: ['<name>', 'its name'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /variables/name/{name}', { path: { name: wanted } }),
  name: ({ name }: VariableResponse) => name,
} as const;

export const variable: Noun = {
  name: 'variable',
  commands: [
    lsVariables,
    getVariable,
    setVariable,
    inspectCommand(thing, ['name', 'id', 'value', 'tags', 'created', 'updated'], {
      examples: ['variable inspect region'],
    }),
    deleteCommand(
      thing,
      ({ client }, { name }) => client.call('DELETE /variables/name/{name}', { path: { name } }),
      { verb: 'delete', examples: ['variable delete region --yes'] },
    ),
  ],
};

import type { JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import { objectFrom, objectsFrom } from '../../document-from.ts';
import { usage } from '../../failure.ts';
import { automationThing } from './automation-thing.ts';

const FILE_OPTION = ['-f, --from-file <file>', 'JSON or YAML; "-" reads standard input'] as const;

export const createAutomation: Command = {
  name: 'create',
  summary: 'Create automations from a file',
  options: [FILE_OPTION],
  examples: ['automation create -f page-on-failure.yaml', 'automation create -f - < automation.json'],
  run: async (context, given) => {
    const file = given.text('fromFile');
    if (file === undefined) throw usage('which file? -f FILE');
    const made: JsonObject[] = [];
    for (const body of await objectsFrom(context, file, 'automations')) {
      const created = await context.client.call('POST /automations/', { body });
      made.push(created);
      if (context.print.isTable)
        context.print.note(`Created automation ${automationThing.name(created)}.`, 'green');
    }
    if (!context.print.isTable)
      await context.print.list(made, { columns: [], name: automationThing.name, empty: '' });
  },
};

export const updateAutomation: Command = {
  name: 'update',
  summary: 'Replace an automation by what a file says',
  takes: [automationThing.argument],
  options: [FILE_OPTION],
  examples: ['automation update "page on failure" -f page-on-failure.yaml'],
  run: async (context, given) => {
    const file = given.text('fromFile');
    if (file === undefined) throw usage('which file? -f FILE');
    const found = await automationThing.find(context, given.arg(0));
    const id = String(found['id']);
    await context.client.call('PUT /automations/{id}', {
      path: { id },
      body: await objectFrom(context, file),
    });
    const after = await context.client.call('GET /automations/{id}', { path: { id } });
    const name = automationThing.name(after);
    await context.print.done(`Changed automation ${name}.`, after, name);
  },
};

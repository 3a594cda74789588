import { readFileSync } from 'node:fs';
import type { Command, OptionSpec } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { addressOf, webhookThing } from './webhook-thing.ts';

const OPTIONS: readonly OptionSpec[] = [
  ['-t, --template <template>', 'Jinja that makes the JSON of an event'],
  ['-f, --template-file <file>', 'the same, from a file; "-" reads standard input'],
  ['-d, --description <text>', 'what it is for'],
  ['--service-account <id>', 'callers must present a key of this service account'],
];

/** The members that were given. */
async function changes(context: CommandContext, given: Given): Promise<Record<string, unknown>> {
  const [template, file] = [given.text('template'), given.text('templateFile')];
  if (template !== undefined && file !== undefined) throw usage('--template or --template-file, not both');
  const read = file === undefined ? template : await templateOf(context, file);
  const [description, bot] = [given.text('description'), given.text('serviceAccount')];
  return {
    ...(read === undefined ? {} : { template: read }),
    ...(description === undefined ? {} : { description }),
    ...(bot === undefined ? {} : { service_account_id: bot === 'none' ? null : bot }),
  };
}

async function templateOf(context: CommandContext, file: string): Promise<string> {
  if (file === '-') return context.terminal.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw usage(`${file} cannot be read`);
  }
}

export const createWebhook: Command = {
  name: 'create',
  summary: 'Create a webhook and print its address',
  takes: [['<name>', 'its name']],
  options: OPTIONS,
  examples: [
    `webhook create orders -t '{"event": "order.{{ body.kind }}", "resource": {"prefect.resource.id": "order.{{ body.id }}"}}'`,
    `webhook create cloud-events -t '{{ body|from_cloud_event(headers) }}'`,
  ],
  run: async (context, given) => {
    const members = await changes(context, given);
    if (members['template'] === undefined) throw usage('what shall become of a call? --template TEMPLATE');
    const made = await context.client.call('POST /webhooks/', { body: { name: given.arg(0), ...members } });
    const address = addressOf(context, made);
    await context.print.done(`Created webhook ${made.name}.`, made, made.name);
    if (context.print.isTable && address !== null) context.print.raw(`${address}\n`);
  },
};

export const updateWebhook: Command = {
  name: 'update',
  summary: 'Change a webhook; what is not named stays',
  takes: [webhookThing.argument],
  options: [['--name <name>', 'another name'], ...OPTIONS],
  examples: [
    'webhook update orders --template-file orders.jinja',
    'webhook update orders --service-account none',
  ],
  run: async (context, given) => {
    const name = given.text('name');
    const body = { ...(await changes(context, given)), ...(name === undefined ? {} : { name }) };
    if (Object.keys(body).length === 0) throw usage('nothing to change');
    const { id } = await webhookThing.find(context, given.arg(0));
    await context.client.call('PATCH /webhooks/{id}', { path: { id }, body });
    const after = await context.client.call('GET /webhooks/{id}', { path: { id } });
    await context.print.done(`Changed webhook ${after.name}.`, after, after.name);
  },
};

export const rotateWebhook: Command = {
  name: 'rotate',
  summary: 'Give a webhook another address; the old one ends at once',
  takes: [webhookThing.argument],
  examples: ['webhook rotate orders --yes'],
  run: async (context, given) => {
    const { id, name } = await webhookThing.find(context, given.arg(0));
    await context.confirm(`Whoever calls webhook ${name} will have to be told its new address. Rotate it?`);
    const rotated = await context.client.call('POST /webhooks/{id}/rotate', { path: { id } });
    const address = addressOf(context, rotated);
    await context.print.done(`Rotated webhook ${name}.`, rotated, name);
    if (context.print.isTable && address !== null) context.print.raw(`${address}\n`);
  },
};

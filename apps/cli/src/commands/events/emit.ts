import { randomUUID } from 'node:crypto';
import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { pairsFrom, valueFrom } from '../../values.ts';

type Labels = Readonly<Record<string, unknown>>;
const RESOURCE_ID = 'prefect.resource.id';
const isObject = (value: unknown): value is Labels =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const emitEvent: Command = {
  name: 'emit',
  summary: 'Send an event',
  takes: [['<event>', 'its name, e.g. order.shipped']],
  options: [
    ['--resource-id <id>', 'what it is about'],
    ['-r, --resource <name=value>...', 'a label of that; also a JSON object; repeatable'],
    ['--related <json>', 'an object or a list of resources with prefect.resource.role'],
    ['-p, --payload <json>', 'a JSON object; "-" reads it from standard input'],
  ],
  examples: [
    'events emit order.shipped --resource-id shop.order.42',
    `events emit model.trained --resource-id models.taxi --payload '{"rmse": 5.2}'`,
  ],
  run: async (context, given) => {
    const typed = given.text('payload');
    const payload = typed === '-' ? await context.terminal.readInput() : typed;
    const event = {
      id: randomUUID(),
      event: given.arg(0),
      occurred: new Date(context.nowMs).toISOString(),
      resource: resourceFrom(given),
      related: relatedFrom(given.text('related')),
      payload: payload === undefined ? {} : objectOf(payload, '--payload'),
    };
    await context.client.call('POST /events', { body: [event] });
    await context.print.done(`Sent event ${event.event}.`, event, event.id);
  },
};

const objectOf = (text: string, option: string): Labels => {
  const value = valueFrom(text);
  if (!isObject(value)) throw usage(`${option} takes a JSON object`);
  return value;
};

/** Labels are text, whatever they look like. */
const textLabels = (labels: Labels): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

const resourceFrom = (given: Given): Record<string, string> => {
  const id = given.text('resourceId');
  const labels = given
    .list('resource')
    .map((one) =>
      one.trimStart().startsWith('{') ? objectOf(one, '--resource') : pairsFrom([one], '--resource'),
    );
  const resource = textLabels(
    Object.assign({}, ...labels, id === undefined ? {} : { [RESOURCE_ID]: id }) as Labels,
  ); // an object of labels
  if (!resource[RESOURCE_ID]) throw usage('what is it about? --resource-id ID');
  return resource;
};

const relatedFrom = (text: string | undefined): readonly Record<string, string>[] => {
  if (text === undefined) return [];
  const value = valueFrom(text);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every(isObject)) throw usage('--related takes a JSON object or a list of them');
  return list.map(textLabels);
};

import { type Dict, type Filter, TemplateRenderError, type Value, isDict, isText } from '@orch/triggers';
import { plainOf } from './plain-value.ts';

const REQUIRED = ['id', 'source', 'type'] as const;
/** Headers of binary mode. */
const PREFIX = 'ce-';

/** An attribute, as text. */
const attribute = (of: Dict, name: string): string | undefined => {
  const value = of.get(name);
  return value !== undefined && isText(value) ? String(plainOf(value)) : undefined;
};

/**
 * Makes an event of a CloudEvent 1.0, in structured mode (all of it in the body) or binary mode (attributes in headers
 * `ce-…`, the body is the data). Its subject becomes the resource, its source where it has no subject.
 * @throws TemplateRenderError that names what is missing
 */
export function eventOfCloudEvent(body: Value, headers: Dict): Record<string, unknown> {
  const isBinary = headers.has(`${PREFIX}type`);
  if (!isBinary && !isDict(body))
    throw new TemplateRenderError('the body is no CloudEvent: neither JSON nor headers that begin with ce-');
  const attributes: Dict = isBinary ? withoutPrefix(headers) : (body as Dict); // checked above
  const missing = REQUIRED.filter((name) => !attribute(attributes, name));
  if (missing.length > 0) throw new TemplateRenderError(`the CloudEvent has no ${missing.join(', ')}`);
  const source = attribute(attributes, 'source') ?? '';
  const time = attribute(attributes, 'time');
  return {
    event: attribute(attributes, 'type'),
    resource: {
      'prefect.resource.id': attribute(attributes, 'subject') ?? source,
      'cloudevents.id': attribute(attributes, 'id'),
      'cloudevents.source': source,
    },
    ...(time === undefined ? {} : { occurred: time }),
    payload: payloadOf(isBinary ? body : (attributes.get('data') ?? attributes.get('data_base64') ?? null)),
  };
}

function payloadOf(data: Value): Record<string, unknown> {
  if (isDict(data)) return plainOf(data) as Record<string, unknown>; // a dict becomes an object
  return data === null || data === '' ? {} : { data: plainOf(data) };
}

const withoutPrefix = (headers: Dict): Dict =>
  new Map(
    [...headers].flatMap(([name, value]) =>
      typeof name === 'string' && name.startsWith(PREFIX)
        ? [[name.slice(PREFIX.length), value] as const]
        : [],
    ),
  );

/** `{{ body | from_cloud_event(headers) }}`: the JSON of an event. */
export const fromCloudEvent: Filter = ({ value, positional, named, surroundings }) => {
  const headers = positional[0] ?? named.get('headers');
  const given: Dict = headers !== undefined && isDict(headers) ? headers : new Map();
  const text = JSON.stringify(eventOfCloudEvent(value, given));
  surroundings.budget.text(text.length);
  return text;
};

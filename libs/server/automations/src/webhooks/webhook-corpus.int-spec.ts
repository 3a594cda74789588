import { WEBHOOK_BODY_BYTES_MAX } from '@orch/contract';
import { expect, it } from '@jest/globals';
import {
  BOMBS,
  BOMB_CPU_MS_MAX,
  ESCAPES,
  HARMLESS,
  INSIDE,
  cpuMsOf,
} from '../templates/template-corpus.fixture.ts';
import type { Rendered } from '../templates/render-job.ts';
import { renderCall } from './render-call.ts';

const render = (template: string, text: string): Rendered =>
  renderCall({
    template,
    call: { method: 'POST', headers: { a: 'b' }, contentType: 'application/json', text },
  });

/** As long as a body may be. */
const BODIES: Record<string, string> = {
  'a long list': `[${'1,'.repeat(WEBHOOK_BODY_BYTES_MAX / 2 - 2)}1]`,
  'a long text': `"${'a '.repeat(WEBHOOK_BODY_BYTES_MAX / 2 - 2)}"`,
  'many members': `{"id":"1","source":"s","type":"t","data":{${Array.from({ length: 40_000 }, (_, i) => `"${i}":{}`).join(',')}}}`,
  'a deep list': `${'['.repeat(WEBHOOK_BODY_BYTES_MAX / 2)}${']'.repeat(WEBHOOK_BODY_BYTES_MAX / 2)}`,
  'a list of texts': JSON.stringify(Array.from({ length: 20_000 }, (_, i) => `text number ${i}`)),
};
const FILTERS =
  'tojson from_cloud_event(headers) string length list sort unique upper join max min reverse first last sum trim title ' +
  'capitalize escape urlize wordcount wordwrap striptags urlencode pprint center(500000) indent(9) batch(2) slice(3) map("upper") ' +
  'select reject groupby(0) random replace("1","22") truncate(9) xmlattr dictsort items tojson(indent=4)';
// Again and again: the first time is among them.
const OVER_BODIES = FILTERS.split(' ').map(
  (filter) =>
    `{% for i in range(100) %}{% for j in range(100) %}{{ (body|${filter}|string)[:1] }}{% endfor %}{% endfor %}`,
);
const PLAIN = [
  '{% for x in body %}{% for y in body %}{{ x }}{% endfor %}{% endfor %}',
  '{{ body }}'.repeat(4_000),
  '{{ body == body }}'.repeat(3_000),
  '{{ body ~ body ~ body }}',
  '{{ body * 1000000 }}',
  '{{ "z" in body }}'.repeat(3_000),
  '{{ body[::-1] }}'.repeat(3_000),
];
/** What is allowed to be longer here than in other templates. */
const BOMBS_OF_PRINTING = BOMBS.filter(([name]) => /list|text/.test(name) && !name.includes(' of ')).map(
  ([, template]) => template,
);

it.each(Object.keys(BODIES))(
  'whatever is done with a body ends soon: %s',
  (name) => {
    const text = BODIES[name]!;
    const slow = [...OVER_BODIES, ...PLAIN, ...(name === 'a list of texts' ? BOMBS_OF_PRINTING : [])].flatMap(
      (template) => {
        const ms = cpuMsOf(() => render(template, text));
        return ms >= BOMB_CPU_MS_MAX ? [`${template.slice(0, 140)}: ${ms.toFixed(0)} ms`] : [];
      },
    );
    expect(slow).toEqual([]);
  },
  120_000,
);

it.each(ESCAPES)('nothing but the call can be reached by %s', (template) => {
  const rendered = render(template, '{"id":"1"}');
  if ('text' in rendered) expect(rendered.text).toMatch(HARMLESS);
  else expect(rendered.problem).not.toMatch(INSIDE);
});

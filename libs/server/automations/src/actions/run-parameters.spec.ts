import { expect, it } from '@jest/globals';
import { renderText } from '@orch/triggers';
import { ActionFailed } from './action-failed.ts';
import { renderedParameters, templatesIn } from './run-parameters.ts';

const render = (template: string): string => renderText(template, { n: 5, list: [1, 'x'], who: 'grace' });

it('keeps the type of a single expression and makes text of everything else', () => {
  const given = {
    a: '{{ n }}',
    b: 'n is {{ n }}',
    c: '{{ list }}',
    d: 'plain',
    e: 7,
    f: { g: ['{{ who }}', 1] },
  };
  expect(renderedParameters(given, render)).toEqual({
    a: 5,
    b: 'n is 5',
    c: [1, 'x'],
    d: 'plain',
    e: 7,
    f: { g: ['grace', 1] },
  });
});

it('renders templates in what the interface writes, and leaves variables to the creation of the run', () => {
  const variable = { __prefect_kind: 'workspace_variable', variable_name: 'v' };
  expect(
    renderedParameters(
      {
        text: { __prefect_kind: 'jinja', template: '{{ n }}' },
        json: { __prefect_kind: 'json', value: { __prefect_kind: 'jinja', template: '{"n": {{ n }}}' } },
        variable,
      },
      render,
    ),
  ).toEqual({ text: '5', json: { __prefect_kind: 'json', value: '{"n": 5}' }, variable });
});

it('finds every template', () => {
  expect(templatesIn({ a: '{{ x }}', b: [{ c: '{% if y %}{% endif %}' }, 'no'], d: 1 })).toEqual([
    '{{ x }}',
    '{{ x | tojson }}', // what gives its value
    '{% if y %}{% endif %}',
  ]);
});

it('a value that cannot be told as JSON is a failure of the action', () => {
  expect(() => renderedParameters({ a: '{{ n }}' }, () => 'not json')).toThrow(ActionFailed);
});

import { describe, expect, it } from '@jest/globals';
import { TemplateSyntaxError, portableModel, validateTemplate } from '@orch/triggers';
import { type Rendered, renderJob } from './render-job.ts';
import { BOMBS, BOMB_CPU_MS_MAX, ESCAPES, HARMLESS, INSIDE, cpuMsOf } from './template-corpus.fixture.ts';

const CONTEXT = {
  event: portableModel('received-event', {
    id: '1',
    event: 'e',
    payload: { n: 3, list: [1, 2], text: 'abc' },
  }),
  flow_run: portableModel('flow-run', { id: '2', name: 'r', parameters: { deep: { deeper: ['x'] } } }),
  ns: { json: {} },
};
const render = (template: string): Rendered =>
  renderJob({ templates: [template], context: CONTEXT, uiUrl: 'http://ui' })[0]!;

describe('nothing but the context can be reached', () => {
  it.each(ESCAPES)('%s', (template) => {
    const rendered = render(template);
    if ('text' in rendered) expect(rendered.text).toMatch(HARMLESS);
    else expect(rendered.problem).not.toMatch(INSIDE);
  });

  it('leaves what all objects share as it was', () => {
    render(`{% set n = namespace() %}{% set n.__proto__ = {'polluted': 1} %}{% set n.constructor = 1 %}`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('every bomb is over soon', () => {
  it.each(BOMBS)('%s', (_name, template) => {
    const took = cpuMsOf(() => {
      const rendered = render(template);
      if ('text' in rendered) expect(rendered.text.length).toBeLessThanOrEqual(64 * 1024);
    });
    expect(took).toBeLessThan(BOMB_CPU_MS_MAX);
  });

  it('when it is only judged, too', () => {
    const judged = (template: string): void => {
      try {
        validateTemplate(template);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateSyntaxError);
      }
    };
    const slow = BOMBS.filter(([, template]) => cpuMsOf(() => judged(template)) >= BOMB_CPU_MS_MAX);
    expect(slow).toEqual([]);
  });
});

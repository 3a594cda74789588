import { expect, it } from '@jest/globals';
import recorded from '../../fixtures/validated-templates.json' with { type: 'json' };
import { TemplateSyntaxError } from './template-error.ts';
import { TEMPLATE_CHARACTERS_MAX, parseTemplate, validateTemplate } from './validate-template.ts';

interface Verdict {
  readonly status: number;
  readonly line?: number;
  readonly message?: string;
}

/** Answers of the reference 3.8.8 to `POST /templates/validate`. */
const RECORDED: readonly (Verdict & { readonly template: string })[] = recorded;

function verdictOn(template: string): Verdict {
  try {
    validateTemplate(template);
    return { status: 204 };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return { status: 422, line: error.line, message: error.message };
  }
}

it.each(RECORDED)('judges $template as the reference does', ({ template, ...verdict }) => {
  expect(verdictOn(template)).toEqual(verdict);
});

it.each([
  ['parentheses', '('.repeat(3_000)],
  ['signs', `1${' - -'.repeat(5_000)}1`],
  ['negations', 'not '.repeat(5_000)],
  ['calls', 'a('.repeat(5_000)],
  ['lists', '['.repeat(5_000)],
  ['subscripts', 'a['.repeat(5_000)],
])('refuses %s that are nested too deeply, and keeps its own stack', (_, text) => {
  expect(verdictOn(`{{ ${text} }}`)).toMatchObject({ status: 422 });
});

it('refuses blocks that are nested too deeply', () => {
  expect(verdictOn('{% if a %}'.repeat(500))).toMatchObject({ message: expect.stringContaining('deeper') });
});

it('refuses templates that are too long', () => {
  expect(verdictOn('x'.repeat(TEMPLATE_CHARACTERS_MAX))).toEqual({ status: 204 });
  expect(verdictOn('x'.repeat(TEMPLATE_CHARACTERS_MAX + 1))).toMatchObject({ status: 422, line: 0 });
});

it.each(['1_', '1', '1.', "'", '\\', '{#', '{{', '{%raw%}', '-', 'a|', '((', '\n'])(
  'reads a long run of %j quickly',
  (part) => {
    const startMs = performance.now();
    verdictOn(`{{ ${part.repeat(Math.floor(60_000 / part.length))}`);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  },
);

it('names what a template reads, but not what it sets', () => {
  const { names } = parseTemplate(
    '{% for run in runs %}{{ run.id ~ flow.name }}{% endfor %}{% set x = deployment %}',
  );
  expect([...names].sort()).toEqual(['deployment', 'flow', 'run', 'runs']);
});

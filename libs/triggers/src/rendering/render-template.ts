import type { Body, Expression, Statement, Template } from '../templates/ast.ts';
import { TemplateRenderError } from '../templates/template-error.ts';
import { maybeTemplate, parseTemplate } from '../templates/validate-template.ts';
import { isTrue } from '../values/compare.ts';
import { iterated } from '../values/members.ts';
import { Undefined, type Value, fromJson } from '../values/value.ts';
import { Budget, RENDER_LIMITS, type RenderLimits } from './budget.ts';
import { Evaluator } from './evaluator.ts';
import { FILTERS } from './filters/all-filters.ts';
import { GLOBALS, Namespace } from './globals.ts';
import type { Filter } from './invocation.ts';
import { Loop } from './loop.ts';
import { Scope } from './scope.ts';
import { TESTS } from './tests.ts';

/** What a template sees, by name: JSON values, or values of ours. Names are only read when the template uses them. */
export type RenderContext = Readonly<Record<string, unknown>>;

export interface RenderOptions extends Partial<RenderLimits> {
  /** Filters beside the ones every template has, e.g. links into the web interface. */
  readonly filters?: Readonly<Record<string, Filter>>;
}

/**
 * Renders a template that was read. It can reach nothing but the context, and ends within the limits.
 * @throws TemplateRenderError
 */
export function renderTemplate(
  template: Template,
  context: RenderContext,
  options: RenderOptions = {},
): string {
  const budget = new Budget({
    stepsMax: options.stepsMax ?? RENDER_LIMITS.stepsMax,
    outputCharactersMax: options.outputCharactersMax ?? RENDER_LIMITS.outputCharactersMax,
  });
  const filters = new Map([...FILTERS, ...Object.entries(options.filters ?? {})]);
  const renderer = new Renderer(new Evaluator(budget, filters, TESTS));
  try {
    return renderer.body(template.body, new Scope(namesOf(context)), '').toWellFormed();
  } catch (error) {
    // no room on the stack: lists in lists that were made in loops, or expressions without end
    if (error instanceof RangeError) throw new TemplateRenderError('the template is nested too deeply');
    throw error;
  }
}

/**
 * Renders a text of a user, which need not be a template at all.
 * Upstream: server/utilities/user_templates.py, render_user_template (3.8.8).
 * @throws TemplateSyntaxError, TemplateRenderError
 */
export const renderText = (source: string, context: RenderContext, options: RenderOptions = {}): string =>
  maybeTemplate(source) ? renderTemplate(parseTemplate(source), context, options) : source;

/** Names of the context, each converted when it is first read; then those that every template has. */
function namesOf(context: RenderContext): (name: string) => Value {
  const converted = new Map<string, Value>();
  return (name) => {
    const known = converted.get(name) ?? GLOBALS.get(name);
    if (converted.has(name)) return known ?? null;
    if (!Object.hasOwn(context, name)) return known ?? new Undefined(name);
    const value = fromJson(context[name]);
    converted.set(name, value);
    return value;
  };
}

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

/** Writes statements to text. Each method appends to what was written before, so that the length is always known. */
class Renderer {
  constructor(private readonly evaluator: Evaluator) {}

  body(body: Body, scope: Scope, before: string): string {
    let output = before;
    for (const statement of body) output = this.statement(statement, scope, output);
    return output;
  }

  private statement(node: Statement, scope: Scope, before: string): string {
    this.evaluator.budget.step();
    switch (node.kind) {
      case 'text':
        return this.appended(before, node.text);
      case 'print':
        return this.appended(before, this.printed(this.evaluator.value(node.value, scope)));
      case 'if': {
        const branch = node.branches.find(({ test }) => isTrue(this.evaluator.value(test, scope)));
        return this.body(branch?.body ?? node.otherwise, scope, before);
      }
      case 'for':
        return this.loop(node, scope, before);
      case 'set':
        assign(node.target, this.evaluator.value(node.value, scope), scope);
        return before;
      case 'set_block': {
        const text = this.body(node.body, new Scope(scope), '');
        assign(node.target, this.filtered(node.filter, text, scope), scope);
        return before;
      }
      case 'with': {
        const inner = new Scope(scope);
        for (const { target, value } of node.assignments)
          assign(target, this.evaluator.value(value, scope), inner);
        return this.body(node.body, inner, before);
      }
      case 'filter_block': {
        const text = this.body(node.body, new Scope(scope), '');
        return this.appended(before, this.printed(this.filtered(node.filter, text, scope)));
      }
      case 'scope':
        return this.body(node.body, new Scope(scope), before);
      case 'unsupported':
        throw new TemplateRenderError(`'${node.tag}' is not available in these templates`);
    }
  }

  private printed(value: Value): string {
    return this.evaluator.budget.print(value);
  }

  private appended(before: string, text: string): string {
    this.evaluator.budget.output(before.length, text.length);
    return before + text;
  }

  private loop(node: Of<'for'>, scope: Scope, before: string): string {
    const given = iterated(this.evaluator.value(node.over, scope));
    this.evaluator.budget.items(given.length);
    const { test } = node;
    const items = test
      ? given.filter((one) => isTrue(this.evaluator.value(test, this.inside(node, one, scope))))
      : given;
    if (items.length === 0) return this.body(node.otherwise, new Scope(scope), before);
    const loop = new Loop(items);
    let output = before;
    for (const [at, one] of items.entries()) {
      loop.at = at;
      const inner = this.inside(node, one, scope);
      inner.set('loop', loop);
      output = this.body(node.body, inner, output);
    }
    return output;
  }

  private inside(node: Of<'for'>, item: Value, scope: Scope): Scope {
    const inner = new Scope(scope);
    assign(node.target, item, inner);
    return inner;
  }

  /** A chain of filters around a text. */
  private filtered(filter: Expression | null, text: Value, scope: Scope): Value {
    if (filter?.kind !== 'filter') return text;
    return this.evaluator.filtered(filter, this.filtered(filter.of, text, scope), scope);
  }
}

function assign(target: Expression, value: Value, scope: Scope): void {
  if (target.kind === 'name') scope.set(target.name, value);
  else if (target.kind === 'namespace') {
    const space = scope.get(target.space);
    if (!(space instanceof Namespace))
      throw new TemplateRenderError('cannot assign attribute on non-namespace object');
    space.members.set(target.name, value);
  } else if (target.kind === 'tuple') {
    const values = iterated(value);
    if (values.length !== target.items.length)
      throw new TemplateRenderError(
        `${target.items.length} values to unpack were expected, got ${values.length}`,
      );
    for (const [i, one] of target.items.entries()) assign(one, values[i]!, scope);
  }
}

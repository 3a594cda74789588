import { quoted } from '../values/quoted.ts';
import type { Body, Expression, Statement, Template } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { TAG_READERS } from './other-tags.ts';
import { TemplateSyntaxError } from './template-error.ts';

const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'none', 'True', 'False', 'None']);
/** What errors call expressions that nothing can be assigned to. */
const KIND_NAMES: Readonly<Record<string, string>> = {
  literal: 'const',
  number: 'const',
  attribute: 'getattr',
  item: 'getitem',
  negative: 'neg',
  positive: 'pos',
  conditional: 'condexpr',
};
const OPERATOR_NAMES: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
};

/** Statements: text, `{{ … }}` and `{% … %}`. */
export class TemplateParser extends ExpressionParser {
  /** Tags that are open, innermost last, and the tags that each of their bodies ends with. */
  private readonly openTags: string[] = [];
  private readonly awaited: (readonly string[])[] = [];
  private forLoops = 0;
  private forDepth = 0;
  private forDepthNow = 0;

  /** @throws TemplateSyntaxError */
  template(): Template {
    const body = this.body(undefined);
    return { body, forLoops: this.forLoops, forDepth: this.forDepth, names: this.names };
  }

  private body(ends: readonly string[] | undefined): Body {
    if (ends) this.awaited.push(ends);
    const body: Statement[] = [];
    while (!this.stream.is('eof')) {
      const token = this.stream.next();
      if (token.type === 'data') body.push({ kind: 'text', text: token.value });
      else if (token.type === 'variable_begin') {
        body.push({ kind: 'print', value: this.tuple() });
        this.stream.expect('variable_end');
      } else {
        if (ends && this.stream.isName(...ends)) break;
        body.push(...this.nested(() => this.statement()));
        this.stream.expect('block_end');
      }
    }
    if (ends) this.awaited.pop();
    return body;
  }

  /** The body of a tag up to one of `ends`, which stays in view unless `isLast`. */
  bodyOf(ends: readonly string[], isLast: boolean): Body {
    this.stream.skip(':');
    this.stream.expect('block_end');
    const body = this.body(ends);
    if (this.stream.is('eof')) this.failAtTag(null, [...this.awaited, ends]);
    if (isLast) this.stream.next();
    return body;
  }

  private statement(): readonly Statement[] {
    const tag = this.stream.current;
    if (tag.type !== 'name') this.fail('tag name expected', tag.line);
    const read = TAGS[tag.value] ?? TAG_READERS[tag.value];
    if (!Object.hasOwn(TAGS, tag.value) && !Object.hasOwn(TAG_READERS, tag.value))
      return this.failAtTag(tag.value, this.awaited, tag.line);
    this.openTags.push(tag.value);
    this.stream.next();
    const statements = read!(this, this.stream, tag.line);
    this.openTags.pop();
    return statements;
  }

  private failAtTag(name: string | null, awaited: readonly (readonly string[])[], line?: number): never {
    const parts = [
      name === null ? 'Unexpected end of template.' : `Encountered unknown tag ${quoted(name)}.`,
    ];
    const looking = awaited.at(-1)?.map(quoted).join(' or ');
    if (looking !== undefined) {
      parts.push(
        name !== null && awaited.flat().includes(name)
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    }
    const open = this.openTags.at(-1);
    if (open !== undefined) parts.push(`The innermost block that needs to be closed is ${quoted(open)}.`);
    throw new TemplateSyntaxError(parts.join(' '), line ?? this.stream.current.line);
  }

  /** What `set`, `for` and `with` assign to. */
  target(targets: 'names' | 'namespaces' = 'names'): Expression {
    const { line } = this.stream.current;
    const target = this.tuple({ targets });
    this.refuseTarget(target, line);
    return target;
  }

  /** A single name, e.g. of a macro. */
  targetName(): string {
    const { value, line } = this.stream.expect('name');
    this.refuseTarget({ kind: 'name', name: value }, line);
    return value;
  }

  private refuseTarget(target: Expression, line: number): void {
    if (isAssignable(target)) return;
    const name = target.kind === 'binary' ? OPERATOR_NAMES[target.operator] : KIND_NAMES[target.kind];
    this.fail(`can't assign to ${quoted(name ?? target.kind)}`, line);
  }

  forTag(): Statement {
    const target = this.target();
    this.stream.expectName('in');
    const over = this.tuple({ noConditional: true });
    const test = this.stream.skipName('if') ? this.expression() : null;
    const isRecursive = this.stream.skipName('recursive');
    this.forLoops += 1;
    this.forDepthNow += 1;
    this.forDepth = Math.max(this.forDepth, this.forDepthNow);
    const body = this.bodyOf(['endfor', 'else'], false);
    const otherwise = this.stream.next().value === 'endfor' ? [] : this.bodyOf(['endfor'], true);
    this.forDepthNow -= 1;
    return { kind: 'for', target, over, test, body, otherwise, isRecursive };
  }

  ifTag(): Statement {
    const branches: { test: Expression; body: Body }[] = [];
    for (;;) {
      const test = this.tuple({ noConditional: true });
      branches.push({ test, body: this.bodyOf(['elif', 'else', 'endif'], false) });
      const { value } = this.stream.next();
      if (value === 'elif') continue;
      return { kind: 'if', branches, otherwise: value === 'else' ? this.bodyOf(['endif'], true) : [] };
    }
  }

  setTag(): Statement {
    const target = this.target('namespaces');
    if (this.stream.skip('=')) return { kind: 'set', target, value: this.tuple() };
    const filter = this.filters(null);
    return { kind: 'set_block', target, filter, body: this.bodyOf(['endset'], true) };
  }

  withTag(): Statement {
    const assignments: { target: Expression; value: Expression }[] = [];
    while (!this.stream.is('block_end')) {
      if (assignments.length > 0) this.stream.expect(',');
      const target = this.target();
      this.stream.expect('=');
      assignments.push({ target, value: this.expression() });
    }
    return { kind: 'with', assignments, body: this.bodyOf(['endwith'], true) };
  }

  filterTag(): Statement {
    const filter = this.filters(null, true)!; // starts inline: there is at least one
    return { kind: 'filter_block', filter, body: this.bodyOf(['endfilter'], true) };
  }

  printTag(): readonly Statement[] {
    const values: Statement[] = [];
    while (!this.stream.is('block_end')) {
      if (values.length > 0) this.stream.expect(',');
      values.push({ kind: 'print', value: this.expression() });
    }
    return values;
  }
}

const isAssignable = (target: Expression): boolean =>
  target.kind === 'tuple'
    ? target.items.every(isAssignable)
    : target.kind === 'namespace' || (target.kind === 'name' && !RESERVED.has(target.name));

type TagReader = (parser: TemplateParser) => readonly Statement[];
const TAGS: Readonly<Record<string, TagReader>> = {
  for: (parser) => [parser.forTag()],
  if: (parser) => [parser.ifTag()],
  set: (parser) => [parser.setTag()],
  with: (parser) => [parser.withTag()],
  filter: (parser) => [parser.filterTag()],
  print: (parser) => parser.printTag(),
};

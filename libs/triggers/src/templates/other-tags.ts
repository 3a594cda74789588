import type { Body, Expression, Statement } from './ast.ts';
import { TemplateSyntaxError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** What reading a tag needs of the parser. */
interface Parser {
  expression(): Expression;
  bodyOf(ends: readonly string[], isLast: boolean): Body;
  targetName(): string;
}
type TagReader = (parser: Parser, stream: TokenStream, line: number) => readonly Statement[];

const unsupported = (tag: string): readonly Statement[] => [{ kind: 'unsupported', tag }];

function signature(parser: Parser, stream: TokenStream): void {
  stream.expect('(');
  let hasDefault = false;
  for (let isFirst = true; !stream.is(')'); isFirst = false) {
    if (!isFirst) stream.expect(',');
    parser.targetName();
    if (stream.skip('=')) {
      parser.expression();
      hasDefault = true;
    } else if (hasDefault)
      throw new TemplateSyntaxError('non-default argument follows default argument', stream.current.line);
  }
  stream.expect(')');
}

/** `with context` or `without context`. */
function context(stream: TokenStream): boolean {
  if (!stream.isName('with', 'without')) return false;
  const next = stream.look();
  if (next.type !== 'name' || next.value !== 'context') return false;
  stream.next();
  stream.next();
  return true;
}

function importedNames(parser: Parser, stream: TokenStream): void {
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst) stream.expect(',');
    if (!stream.is('name')) stream.expect('name');
    if (context(stream)) return;
    const { line } = stream.current;
    if (parser.targetName().startsWith('_'))
      throw new TemplateSyntaxError('names starting with an underline can not be imported', line);
    if (stream.skipName('as')) parser.targetName();
    if (context(stream) || !stream.is(',')) return;
  }
}

function block(parser: Parser, stream: TokenStream): readonly Statement[] {
  const name = stream.expect('name').value;
  stream.skipName('scoped');
  const isRequired = stream.skipName('required');
  if (stream.is('-')) {
    throw new TemplateSyntaxError(
      'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      stream.current.line,
    );
  }
  const body = parser.bodyOf(['endblock'], true);
  if (isRequired && body.some((part) => part.kind !== 'text' || part.text.trim() !== ''))
    throw new TemplateSyntaxError(
      'Required blocks can only contain comments or whitespace',
      stream.current.line,
    );
  stream.skipName(name);
  return [{ kind: 'scope', body }];
}

/**
 * Tags that templates of automations have no use for. They are read, so that a template is judged as on the reference;
 * rendering one of the unsupported fails. (On the reference, includes and inheritance fail too: nothing loads templates.)
 */
export const TAG_READERS: Readonly<Record<string, TagReader>> = {
  block,
  autoescape: (parser) => {
    parser.expression();
    return [{ kind: 'scope', body: parser.bodyOf(['endautoescape'], true) }];
  },
  extends: (parser) => {
    parser.expression();
    return unsupported('extends');
  },
  include: (parser, stream) => {
    parser.expression();
    if (stream.isName('ignore') && stream.look().value === 'missing') {
      stream.next();
      stream.next();
    }
    context(stream);
    return unsupported('include');
  },
  import: (parser, stream) => {
    parser.expression();
    stream.expectName('as');
    parser.targetName();
    context(stream);
    return unsupported('import');
  },
  from: (parser, stream) => {
    parser.expression();
    stream.expectName('import');
    importedNames(parser, stream);
    return unsupported('from');
  },
  macro: (parser, stream) => {
    parser.targetName();
    signature(parser, stream);
    parser.bodyOf(['endmacro'], true);
    return unsupported('macro');
  },
  call: (parser, stream, line) => {
    if (stream.is('(')) signature(parser, stream);
    if (parser.expression().kind !== 'call') throw new TemplateSyntaxError('expected call', line);
    parser.bodyOf(['endcall'], true);
    return unsupported('call');
  },
};

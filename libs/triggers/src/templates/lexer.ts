import { quoted } from '../values/quoted.ts';
import { unescapeString } from './string-literal.ts';
import { TemplateSyntaxError } from './template-error.ts';
import { OPERATORS, type Operator, type Token, type TokenType } from './tokens.ts';

const NEWLINE = 10;
const SPACE = /\s+/y;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{N}_\p{XIDC}]+/uy;
const IDENTIFIER = /^[\p{XIDS}_]\p{XIDC}*$/u;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const OPENING = /\{([{%#])([-+]?)/g;
const RAW = /\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/g;
const END_COMMENT = /(?:\+#\}|-#\}\s*|#\})/g;
const END_BLOCK = /(?:\+%\}|-%\}\s*|%\})/y;
const END_VARIABLE = /(?:-\}\}\s*|\}\})/y;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const OPERATORS_AT = new Map<string, Operator[]>();
for (const operator of OPERATORS)
  OPERATORS_AT.set(operator[0]!, [...(OPERATORS_AT.get(operator[0]!) ?? []), operator]);

/** Reads a template from the front; errors appear where they stand, so whoever parses sees the first one. */
export class Lexer {
  private readonly source: string;
  private at = 0;
  private line = 1;

  constructor(source: string) {
    const unified = source.replaceAll(/\r\n?/g, '\n');
    this.source = unified.endsWith('\n') ? unified.slice(0, -1) : unified; // as the reference's environment does
  }

  /** The tokens without an end; whitespace and comments are left out. @throws TemplateSyntaxError */
  *tokens(): Generator<Token, void> {
    while (this.at < this.source.length) {
      OPENING.lastIndex = this.at;
      const opening = OPENING.exec(this.source);
      const text = this.source.slice(this.at, opening?.index ?? this.source.length);
      const kept = opening?.[2] === '-' ? text.trimEnd() : text;
      if (kept !== '') yield { line: this.line, type: 'data', value: kept };
      this.advance(text.length);
      if (!opening) return;
      if (opening[1] === '#') this.skipComment(opening[0].length);
      else if (this.match(RAW) !== undefined) yield* this.raw();
      else yield* this.tag(opening[1] === '%' ? 'block' : 'variable', opening[0].length);
    }
  }

  private advance(length: number): void {
    for (const end = this.at + length; this.at < end; this.at += 1)
      if (this.source.charCodeAt(this.at) === NEWLINE) this.line += 1;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source)?.[0];
  }

  private fail(message: string): never {
    throw new TemplateSyntaxError(message, this.line);
  }

  private skipComment(length: number): void {
    this.advance(length);
    END_COMMENT.lastIndex = this.at;
    const end = END_COMMENT.exec(this.source);
    if (!end && this.at < this.source.length) this.fail('Missing end of comment tag');
    this.advance(end ? end.index + end[0].length - this.at : 0);
  }

  private *raw(): Generator<Token, void> {
    this.advance(this.match(RAW)!.length);
    END_RAW.lastIndex = this.at;
    const end = END_RAW.exec(this.source);
    if (!end) {
      if (this.at < this.source.length) this.fail('Missing end of raw directive');
      return;
    }
    const text = this.source.slice(this.at, end.index);
    const kept = end[1] === '-' ? text.trimEnd() : text;
    if (kept !== '') yield { line: this.line, type: 'data', value: kept };
    this.advance(text.length + end[0].length);
  }

  private *tag(kind: 'block' | 'variable', length: number): Generator<Token, void> {
    yield { line: this.line, type: `${kind}_begin`, value: '' };
    this.advance(length);
    const expected: string[] = [];
    while (this.at < this.source.length) {
      const end = expected.length === 0 ? this.match(kind === 'block' ? END_BLOCK : END_VARIABLE) : undefined;
      if (end !== undefined) {
        yield { line: this.line, type: `${kind}_end`, value: '' };
        return this.advance(end.length);
      }
      const space = this.match(SPACE);
      if (space !== undefined) this.advance(space.length);
      else yield this.operand() ?? this.operator(expected);
    }
  }

  private operand(): Token | undefined {
    const { line } = this;
    const taken = (type: TokenType, text: string, value: string): Token => {
      this.advance(text.length);
      return { line, type, value };
    };
    const float = this.match(FLOAT);
    if (float !== undefined) return taken('float', float, float.replaceAll('_', ''));
    const integer = this.match(INTEGER);
    if (integer !== undefined) return taken('integer', integer, integer.replaceAll('_', ''));
    const name = this.match(NAME);
    if (name !== undefined) {
      if (!IDENTIFIER.test(name)) this.fail('Invalid character in identifier');
      return taken('name', name, name);
    }
    const string = this.match(STRING);
    if (string === undefined) return undefined;
    const value = unescapeString(string.slice(1, -1));
    if (typeof value !== 'string') this.fail(value.problem);
    return taken('string', string, value);
  }

  private operator(expected: string[]): Token {
    const candidates = OPERATORS_AT.get(this.source[this.at]!) ?? [];
    const operator = candidates.find((one) => this.source.startsWith(one, this.at));
    if (operator === undefined) {
      const char = String.fromCodePoint(this.source.codePointAt(this.at)!);
      this.fail(`unexpected char ${quoted(char)} at ${[...this.source.slice(0, this.at)].length}`);
    }
    const closer = CLOSERS[operator];
    if (closer !== undefined) expected.push(closer);
    if (operator === '}' || operator === ')' || operator === ']') this.close(operator, expected);
    const token: Token = { line: this.line, type: operator, value: operator };
    this.advance(operator.length);
    return token;
  }

  private close(operator: string, expected: string[]): void {
    const wanted = expected.pop();
    if (wanted === undefined) this.fail(`unexpected '${operator}'`);
    if (wanted !== operator) this.fail(`unexpected '${operator}', expected '${wanted}'`);
  }
}

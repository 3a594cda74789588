/** Arguments of a call, a filter or a test. `rest` and `namedRest` are `*list` and `**mapping`. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  readonly rest: Expression | null;
  readonly namedRest: Expression | null;
}

export const NO_ARGUMENTS: Arguments = { positional: [], named: [], rest: null, namedRest: null };

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | boolean | null }
  | { readonly kind: 'number'; readonly text: string; readonly isFloat: boolean }
  | { readonly kind: 'name'; readonly name: string }
  /** `space.name` as a target of `set`. */
  | { readonly kind: 'namespace'; readonly space: string; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly key: Expression }
  | {
      readonly kind: 'slice';
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: Arguments }
  /** `of` is null where a block's own text is filtered. */
  | {
      readonly kind: 'filter';
      readonly of: Expression | null;
      readonly name: string;
      readonly args: Arguments;
    }
  | { readonly kind: 'test'; readonly of: Expression; readonly name: string; readonly args: Arguments }
  | { readonly kind: 'not' | 'negative' | 'positive'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly to: Expression }[];
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
    }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'dict';
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
    };

export type Body = readonly Statement[];

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
      readonly otherwise: Body;
    }
  | {
      readonly kind: 'for';
      readonly target: Expression;
      readonly over: Expression;
      readonly test: Expression | null;
      readonly body: Body;
      readonly otherwise: Body;
      readonly isRecursive: boolean;
    }
  | { readonly kind: 'set'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'set_block';
      readonly target: Expression;
      readonly filter: Expression | null;
      readonly body: Body;
    }
  | {
      readonly kind: 'with';
      readonly assignments: readonly { readonly target: Expression; readonly value: Expression }[];
      readonly body: Body;
    }
  | { readonly kind: 'filter_block'; readonly filter: Expression; readonly body: Body }
  /** `{% block %}` and `{% autoescape %}`: here there is nothing to inherit from, the body stands where it is. */
  | { readonly kind: 'scope'; readonly body: Body }
  /** Tags that are well formed but have no meaning here: macros, includes, inheritance. */
  | { readonly kind: 'unsupported'; readonly tag: string };

/** A template that was read. */
export interface Template {
  readonly body: Body;
  readonly forLoops: number;
  /** How deep `for` stands in `for`; 1 for a loop alone. */
  readonly forDepth: number;
  /** Names that expressions read, e.g. `flow_run`: what a context has to be looked up for. */
  readonly names: ReadonlySet<string>;
}

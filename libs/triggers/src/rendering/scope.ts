import type { Value } from '../values/value.ts';

/** Names that a part of a template sees. What is set inside ends with the scope. */
export class Scope {
  private readonly names = new Map<string, Value>();

  constructor(private readonly outer: Scope | ((name: string) => Value)) {}

  get(name: string): Value {
    const own = this.names.get(name);
    if (own !== undefined) return own;
    return typeof this.outer === 'function' ? this.outer(name) : this.outer.get(name);
  }

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }
}

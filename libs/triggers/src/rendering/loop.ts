import { TemplateRenderError } from '../templates/template-error.ts';
import { isEqual } from '../values/compare.ts';
import { Callable, Structure, Undefined, type Value } from '../values/value.ts';

/** `loop` inside a `for`. */
export class Loop extends Structure {
  at = 0;
  private seen: readonly Value[] | undefined;

  constructor(private readonly items: readonly Value[]) {
    super();
  }

  override member(name: string): Value | undefined {
    const { at, items } = this;
    switch (name) {
      case 'index':
        return at + 1;
      case 'index0':
        return at;
      case 'revindex':
        return items.length - at;
      case 'revindex0':
        return items.length - at - 1;
      case 'first':
        return at === 0;
      case 'last':
        return at === items.length - 1;
      case 'length':
        return items.length;
      case 'depth':
        return 1; // it counts recursion, which there is none of
      case 'depth0':
        return 0;
      case 'previtem':
        return at === 0 ? new Undefined('there is no previous item') : items[at - 1];
      case 'nextitem':
        return at === items.length - 1 ? new Undefined('there is no next item') : items[at + 1];
      case 'cycle':
        return new Callable((values) => this.cycle(values));
      case 'changed':
        return new Callable((values) => this.changed(values));
      default:
        return undefined;
    }
  }

  private cycle(values: readonly Value[]): Value {
    const value = values[this.at % values.length];
    if (value === undefined) throw new TemplateRenderError('no items for cycling given');
    return value;
  }

  private changed(values: readonly Value[]): boolean {
    const isSame = this.seen !== undefined && isEqual(this.seen, values);
    this.seen = values;
    return !isSame;
  }
}

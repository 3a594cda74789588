import { usage } from './failure.ts';

/** Arguments and options as the user gave them. */
export class Given {
  constructor(
    readonly args: readonly string[],
    readonly options: Readonly<Record<string, unknown>>,
  ) {}

  /** A required argument: the parser has seen to it that it is there. */
  arg(index: number): string {
    const value = this.args[index];
    if (value === undefined) throw usage('an argument is missing');
    return value;
  }
  text(name: string): string | undefined {
    const value = this.options[name];
    return typeof value === 'string' ? value : undefined;
  }
  is(name: string): boolean {
    return this.options[name] === true;
  }
  list(name: string): readonly string[] {
    const value = this.options[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
  /** A whole number, not negative. */
  count(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,9}$/.test(value)) throw usage(`--${name} takes a whole number, not "${value}"`);
    return Number(value);
  }
  /** How many to show: 1 to 200, which is what the server gives at once. */
  limit(standard = 50): number {
    const limit = this.count('limit') ?? standard;
    if (limit < 1 || limit > 200) throw usage('--limit takes 1 to 200');
    return limit;
  }
}

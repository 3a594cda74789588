import { TemplateRenderError } from '../templates/template-error.ts';

/** What a value may have by default: more than a text may be long. */
const UNITS_MAX = 128 * 1024;
const DEPTH_MAX = 400;
/** What a part counts beside its text: it costs far more than a character, and prints two of them at least. */
const UNITS_PER_PART = 4;

/**
 * Bounds what printing one value goes through. A list may hold the same list many times, and that one again: what is small
 * in memory can be longer than anything when it is printed.
 */
export class Room {
  private depth = 0;

  private units = 0;

  /** @param unitsMax characters and parts of values */
  constructor(private readonly unitsMax = UNITS_MAX) {}

  /** What was taken so far. */
  get used(): number {
    return this.units;
  }

  /** For a part of so many characters. @throws TemplateRenderError */
  take(characters: number): void {
    this.units += characters + UNITS_PER_PART;
    if (this.units > this.unitsMax) throw new TemplateRenderError('a value is too large to be printed');
  }

  /** Goes one level deeper. @throws TemplateRenderError */
  inside<T>(print: () => T): T {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) throw new TemplateRenderError('a value is nested too deeply to be printed');
    const printed = print();
    this.depth -= 1;
    return printed;
  }
}

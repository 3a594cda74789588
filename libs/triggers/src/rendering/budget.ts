import { TemplateRenderError } from '../templates/template-error.ts';
import { Room } from '../values/room.ts';
import { textOf } from '../values/text.ts';
import { type Value, isText } from '../values/value.ts';

/** What rendering may use. */
export interface RenderLimits {
  /** Expressions, statements and items of lists that are gone through, about. */
  readonly stepsMax: number;
  /** Of the output and of every text on the way there. */
  readonly outputCharactersMax: number;
}

export const RENDER_LIMITS: RenderLimits = { stepsMax: 10_000, outputCharactersMax: 64 * 1024 };

/** Items of a list and characters of a text that count as one step. */
const ITEMS_PER_STEP = 8;
const CHARACTERS_PER_STEP = 256;
/** Characters and parts of a printed list or dict that count as one step. */
const UNITS_PER_STEP = 64;
const DEPTH_MAX = 400;

/** Counts what a rendering uses. Every method throws `TemplateRenderError` when it is used up. */
export class Budget {
  private steps = 0;
  private depth = 0;

  constructor(readonly limits: RenderLimits) {}

  /** For a list that is made or gone through. */
  readonly items = (length: number): void => this.step(length / ITEMS_PER_STEP);

  step(count = 1): void {
    this.steps += count;
    if (this.steps > this.limits.stepsMax)
      throw new TemplateRenderError(`the template needs more than ${this.limits.stepsMax} steps`);
  }

  /** For a text that is made; asked before, where its length is known. */
  text(length: number): void {
    this.step(length / CHARACTERS_PER_STEP);
    if (length > this.limits.outputCharactersMax)
      throw new TemplateRenderError(`a text is longer than ${this.limits.outputCharactersMax} characters`);
  }

  /** For text that is added to the output. */
  output(before: number, added: number): void {
    this.step(added / CHARACTERS_PER_STEP);
    if (before + added > this.limits.outputCharactersMax) this.text(before + added);
  }

  /** For printing one value: it may be refused for its length only, not for its parts. */
  room(): Room {
    return new Room(2 * this.limits.outputCharactersMax);
  }

  /** A value as text: printing lists and dicts is charged. */
  print(value: Value): string {
    const room = this.room();
    const text = textOf(value, room);
    this.step(text.length / CHARACTERS_PER_STEP + room.used / UNITS_PER_STEP);
    if (!isText(value)) this.text(text.length);
    return text;
  }

  /** Runs `work` one level deeper. */
  nested<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) throw new TemplateRenderError('the template is nested too deeply');
    const result = work();
    this.depth -= 1;
    return result;
  }
}

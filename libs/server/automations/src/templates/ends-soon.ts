import { TemplateSyntaxError, isSmallTemplate, maybeTemplate, parseTemplate } from '@orch/triggers';

/** Whether a template may be rendered at once. `more`: filters beside the usual ones whose work grows no faster than a text. */
export function endsSoon(source: string, more: readonly string[] = []): boolean {
  if (!maybeTemplate(source)) return true;
  try {
    return isSmallTemplate(source, parseTemplate(source), more);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return true; // it is told of, not rendered
    throw error;
  }
}

import type { Template } from './ast.ts';
import { TemplateParser } from './parser.ts';
import { TemplateSyntaxError } from './template-error.ts';

/** Upstream: server/utilities/user_templates.py, MAX_LOOP_COUNT and MAX_NESTED_LOOP_DEPTH (3.8.8). */
const LOOPS_MAX = 10;
const LOOP_DEPTH_MAX = 2;
/** Characters; longer templates are data that belongs into the context. */
export const TEMPLATE_CHARACTERS_MAX = 64 * 1024;

/** Reads a template without judging its loops. @throws TemplateSyntaxError */
export function parseTemplate(source: string): Template {
  if (source.length > TEMPLATE_CHARACTERS_MAX)
    throw new TemplateSyntaxError(`Template is longer than ${TEMPLATE_CHARACTERS_MAX} characters.`, 0);
  return new TemplateParser(source).template();
}

/**
 * Reads a template that a user gives, which may hold no more than a few loops.
 * Upstream: server/utilities/user_templates.py, validate_user_template (3.8.8).
 * @throws TemplateSyntaxError with the words and the line that the reference answers
 */
export function validateTemplate(source: string): Template {
  const template = parseTemplate(source);
  if (template.forLoops > LOOPS_MAX)
    throw new TemplateSyntaxError(
      `Contains ${template.forLoops} for loops. Templates can contain no more than ${LOOPS_MAX} for loops.`,
      0,
    );
  if (template.forDepth > LOOP_DEPTH_MAX)
    throw new TemplateSyntaxError(
      `Contains nested for loops at a depth of ${template.forDepth}. Templates can nest for loops no more than ${LOOP_DEPTH_MAX} loops deep.`,
      0,
    );
  return template;
}

/** Whether a text holds anything to render. Upstream: maybe_template (3.8.8). */
export const maybeTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%');

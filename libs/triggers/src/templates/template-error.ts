/** A template that cannot be read, or that asks for more than templates may. Line 0: the template as a whole. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** A template that can be read but not rendered with this context, or that used up its budget. */
export class TemplateRenderError extends Error {
  override readonly name = 'TemplateRenderError';
}

import {
  type PortableContext,
  TemplateRenderError,
  TemplateSyntaxError,
  linkFilters,
  renderText,
  revived,
} from '@orch/triggers';

/** Templates to render over one context; everything of it can be sent to another thread. */
export interface RenderJob {
  readonly templates: readonly string[];
  readonly context: PortableContext;
  /** Of the web interface, without a slash at its end. */
  readonly uiUrl: string;
}

/** What became of a template: its text, or what is wrong with it in words for users. */
export type Rendered = { readonly text: string } | { readonly problem: string };

/** Renders the templates of a job, in their order. */
export function renderJob({ templates, context, uiUrl }: RenderJob): Rendered[] {
  const values = revived(context);
  const filters = linkFilters(uiUrl);
  return templates.map((template) => {
    try {
      return { text: renderText(template, values, { filters }) };
    } catch (error) {
      if (error instanceof TemplateRenderError || error instanceof TemplateSyntaxError)
        return { problem: error.message };
      throw error;
    }
  });
}

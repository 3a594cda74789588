import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '@orch/platform';
import {
  type PortableContext,
  TemplateSyntaxError,
  isSmallTemplate,
  maybeTemplate,
  parseTemplate,
} from '@orch/triggers';
import { type RenderJob, type Rendered, renderJob } from './render-job.ts';
import { TemplateThread } from './template-thread.ts';

/** Milliseconds that the templates of one action may take. */
export const RENDER_MS_MAX = 150;

/**
 * Renders templates of users. Small ones end soon by themselves and are rendered at once; all others in a thread that is
 * ended when it takes too long, so that no template holds up the process. See docs/decisions/0013.
 */
@Injectable()
export class RenderTemplates implements OnApplicationShutdown {
  private readonly thread = new TemplateThread(RENDER_MS_MAX);

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** What became of every template, in their order. @throws RenderingEnded */
  async execute(templates: readonly string[], context: PortableContext): Promise<readonly Rendered[]> {
    const job: RenderJob = { templates, context, uiUrl: this.uiUrl };
    return templates.every(isSmall) ? renderJob(job) : this.thread.render(job);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }

  private get uiUrl(): string {
    const { publicUrl, host, port } = this.config;
    return publicUrl ?? `http://${host}:${port}`;
  }
}

function isSmall(source: string): boolean {
  if (!maybeTemplate(source)) return true;
  try {
    return isSmallTemplate(source, parseTemplate(source));
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return true; // it is told of, not rendered
    throw error;
  }
}

import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '@orch/platform';
import type { PortableContext } from '@orch/triggers';
import { endsSoon } from './ends-soon.ts';
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
    return templates.every((one) => endsSoon(one)) ? renderJob(job) : this.thread.render(job);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }

  private get uiUrl(): string {
    const { publicUrl, host, port } = this.config;
    return publicUrl ?? `http://${host}:${port}`;
  }
}

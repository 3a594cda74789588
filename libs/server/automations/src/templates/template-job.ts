import { type CallJob, renderCall } from '../webhooks/render-call.ts';
import { type RenderJob, type Rendered, renderJob } from './render-job.ts';

/** Whatever is rendered in a thread of its own: templates of an action, or the one of a webhook. */
export type TemplateJob = RenderJob | CallJob;

/** What became of every template of a job, in their order. */
export const rendered = (job: TemplateJob): readonly Rendered[] =>
  'templates' in job ? renderJob(job) : [renderCall(job)];

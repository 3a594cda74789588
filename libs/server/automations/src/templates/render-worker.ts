// The entry of the thread that renders templates; see `template-thread.ts`. It is a file of its own when it is built.
import { parentPort } from 'node:worker_threads';
import { type TemplateJob, rendered } from './template-job.ts';

parentPort?.on('message', (job: TemplateJob) => {
  try {
    parentPort?.postMessage({ rendered: rendered(job) });
  } catch (error) {
    parentPort?.postMessage({ failure: String(error) });
  }
});
parentPort?.postMessage({ isReady: true });

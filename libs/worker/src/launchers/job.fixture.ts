import type { JsonObject } from '@orch/client';
import type { Job, JobOutput, LaunchContext } from './launcher.ts';

/** A job with the given configuration. */
export const makeJob = (configuration: JsonObject, members: Partial<Job> = {}): Job => ({
  run: {
    id: '01a1fed1-51b6-7013-b6ae-c84909429c04',
    name: 'brave-otter',
    flow_id: '01a1fed1-51b6-7013-b6ae-c84909429c05',
    deployment_id: null,
    job_variables: null,
    infrastructure_pid: null,
    tags: [],
  },
  poolName: 'pool',
  configuration,
  env: {
    PREFECT_API_URL: 'http://localhost:4200/api',
    ORCH_FLOW_RUN_ID: '01a1fed1-51b6-7013-b6ae-c84909429c04',
  },
  labels: { 'prefect.io/flow-run-name': 'brave otter!' },
  name: 'Brave Otter',
  command: undefined,
  entrypoint: 'flow.py:flow',
  path: null,
  pullSteps: [],
  streamsOutput: true,
  ...members,
});

/** What a launcher is given, and what it said. */
export const makeContext = (
  job: Job,
): LaunchContext & { readonly lines: string[]; readonly notes: string[] } => {
  const [lines, notes]: [string[], string[]] = [[], []];
  const output: JobOutput = {
    line: (stream, text) => lines.push(`${stream}: ${text}`),
    note: (text) => notes.push(text),
    remember: () => {},
    whenTaken: (onTaken) => onTaken(),
  };
  return { job, output, signal: new AbortController().signal, lines, notes };
};

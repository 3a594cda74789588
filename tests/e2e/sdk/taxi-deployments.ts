import { join } from 'node:path';
import { buildCommandLine, type CommandLine } from '../cli/command-line.ts';
import type { KillableServer } from './killable-server.ts';
import type { SdkProject } from './sdk-project.ts';

/** A run of one of the example's deployments, and what it was deployed with. */
interface TaxiRun {
  readonly id: string;
  readonly deployment: string;
  readonly months: unknown;
}

const NAMES = ['Taxi1', 'Taxi2'] as const;

const deployAndRun = async (
  orch: CommandLine,
  folder: string,
  env: Record<string, string>,
): Promise<TaxiRun[]> => {
  const say = async (words: readonly string[]): Promise<string> => {
    const { code, out, err } = await orch.run(words, '', env, folder);
    if (code !== 0) throw new Error(`orch ${words.join(' ')} ended with ${code}: ${out}${err}`);
    return out;
  };
  await say(['work-pool', 'create', 'zoompool', '--type', 'process']);
  await say(['deploy', '--all']);
  const runs: TaxiRun[] = [];
  for (const deployment of NAMES) {
    const out = await say(['deployment', 'run', `taxi-duration/${deployment}`, '-o', 'json']);
    const run = JSON.parse(out) as { id: string; parameters: Record<string, unknown> };
    runs.push({ id: run.id, deployment, months: run.parameters['trainMonth'] });
  }
  await say(['worker', 'start', '--pool', 'zoompool', '--run-once']); // takes both, and waits for them
  return runs;
};

/** What the README of the taxi example says, done: its two deployments, a run of each, a worker for both. */
export const runTaxiDeployments = async (project: SdkProject, server: KillableServer): Promise<TaxiRun[]> => {
  const orch = await buildCommandLine();
  const env = { ORCH_API_URL: server.apiUrl, ORCH_API_KEY: server.key };
  try {
    return await deployAndRun(orch, join(project.folder, 'taxi'), env);
  } finally {
    orch.remove();
  }
};

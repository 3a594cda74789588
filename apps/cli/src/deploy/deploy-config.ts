import { stepList } from './check-project.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { DeploymentEntry, ProjectFile } from './project-file.ts';
import type { Steps } from './steps.ts';
import { type Mapping, isMapping } from '../mapping.ts';

/** One deployment as its file and the command line say it, before anything is filled in. */
export interface DeployConfig {
  readonly place: string;
  readonly name: string | undefined;
  readonly entrypoint: string | undefined;
  /** All that is filled in and sent: description, tags, parameters, work_pool, … */
  readonly members: Mapping;
  readonly build: Steps;
  readonly push: Steps;
  /** `null`: nobody said, the folder itself is where the code lies. */
  readonly pull: Steps | null;
  readonly triggers: readonly Mapping[];
  /** Job variables of the command line count as outputs of steps, too. */
  readonly outputs: Mapping;
}

const mappingAt = (value: unknown): Mapping => (isMapping(value) ? value : {});
const textAt = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const given = (members: Mapping): Mapping =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const workPoolOf = (config: Mapping, options: DeployOptions): Mapping => {
  const pool = mappingAt(config['work_pool']);
  return {
    ...pool,
    ...given({ name: options.pool, work_queue_name: options.queue }),
    job_variables: { ...mappingAt(pool['job_variables']), ...options.jobVariables },
  };
};

/** Schedules of the file with those of the command line behind them; `schedule` is what older files say. */
const schedulesOf = (config: Mapping, options: DeployOptions): readonly Mapping[] => {
  const old = mappingAt(config['schedule']);
  const listed = Array.isArray(config['schedules']) ? config['schedules'].filter(isMapping) : [];
  const all = [...listed, ...(Object.keys(old).length > 0 ? [old] : []), ...options.schedules];
  return all.map((schedule) => ({
    ...schedule,
    ...(options.anchorDate && schedule['interval'] ? { anchor_date: options.anchorDate } : {}),
    ...(options.timezone ? { timezone: options.timezone } : {}),
  }));
};

const stepsOf = (config: Mapping, file: ProjectFile | undefined, kind: 'build' | 'push'): Steps =>
  (kind in config ? stepList(config[kind]) : file?.[kind]) ?? [];
/** An empty list says that there is nothing to pull; nothing at all says that nobody has thought of it. */
const pullOf = (config: Mapping, file: ProjectFile | undefined): Steps | null =>
  'pull' in config ? stepList(config['pull']) : (file?.pull ?? null);

/**
 * Lays the command line over a deployment of a file.
 * Upstream: cli/deploy/_config.py, _apply_cli_options_to_deploy_config (3.8.8).
 * @param steps the file whose steps count where the deployment has none of its own
 */
export const deployConfigOf = (
  { config, place }: DeploymentEntry,
  steps: ProjectFile | undefined,
  options: DeployOptions,
): DeployConfig => {
  const { triggers } = config;
  return {
    place,
    name: options.name ?? textAt(config['name']),
    entrypoint: options.entrypoint ?? textAt(config['entrypoint']),
    members: {
      ...config,
      ...given({
        description: options.description,
        version: options.version,
        version_type: options.versionType,
        tags: options.tags.length > 0 ? options.tags : undefined,
        concurrency_limit: options.concurrencyLimit,
        enforce_parameter_schema: options.enforcesSchema ? undefined : false,
      }),
      parameters: { ...mappingAt(config['parameters']), ...options.parameters },
      work_pool: workPoolOf(config, options),
      schedules: schedulesOf(config, options),
    },
    build: stepsOf(config, steps, 'build'),
    push: stepsOf(config, steps, 'push'),
    pull: pullOf(config, steps),
    triggers: Array.isArray(triggers) ? triggers.filter(isMapping) : [],
    outputs: options.jobVariables,
  };
};

import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { deployConfigOf } from '../../deploy/deploy-config.ts';
import { deployOptionsFrom, singleOptions } from '../../deploy/deploy-options.ts';
import { type Deployed, deployOne } from '../../deploy/deploy-one.ts';
import { readProject, selectDeployments } from '../../deploy/project.ts';
import { triggersFrom } from '../../deploy/triggers.ts';
import { VERSION_TYPES } from '../../deploy/version-info.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { textOf } from '../../output/columns.ts';
import { DEPLOY_OPTIONS } from './options.ts';

export const deploy: Noun = {
  name: 'deploy',
  commands: [
    {
      name: '',
      summary: 'Create or change deployments of flows',
      takes: [['[entrypoint]', 'a flow: path/to/file.py:flow or path/to/file.ts:flow']],
      options: DEPLOY_OPTIONS,
      examples: [
        'deploy etl.py:main -n nightly -p prod --cron "0 3 * * *"',
        'deploy flows/etl.ts:main -n nightly -p prod --param rows=500',
        'deploy -n nightly',
        'deploy --all',
      ],
      run: (context, given) => deployAll(context, given),
    },
  ],
};

const deployAll = async (context: CommandContext, given: Given): Promise<void> => {
  const options = deployOptionsFrom(given);
  if (options.versionType !== undefined && !VERSION_TYPES.includes(options.versionType))
    throw usage(`--version-type is one of ${VERSION_TYPES.join(', ')}`);
  const triggers = (await Promise.all(options.triggers.map(triggersFrom))).flat();
  const folder = process.cwd();
  const project = await readProject(folder, given.text('file') ?? given.text('prefectFile'));
  for (const warning of project.warnings) context.print.note(warning, 'yellow');
  const names = given.list('name');
  const { entrypoint } = options;
  const chosen = selectDeployments(project, { names, isAll: given.is('all'), entrypoint });
  const single = singleOptions(options);
  if (chosen.length > 1 && (single.length > 0 || entrypoint !== undefined))
    throw usage(`${single.join(', ') || 'an entrypoint'} is for one deployment, not for ${chosen.length}`);
  const shared = chosen.length > 1 ? { ...options, name: undefined } : options;
  const done: Deployed[] = [];
  try {
    for (const entry of chosen) {
      const isPattern = names[0]?.includes('*') ?? false;
      const config = deployConfigOf(
        entry,
        project.steps,
        isPattern ? { ...shared, name: undefined } : shared,
      );
      const one = await deployOne(context, config, { folder, triggers });
      done.push(one);
      context.print.note(`${one.isNew ? 'Created' : 'Changed'} deployment ${one.fullName}.`, 'green');
    }
  } finally {
    // what was deployed before something failed is there, and is said
    if (done.length > 0) await show(context, done);
  }
  await sayWhatIsNext(context, done);
};

const show = (context: CommandContext, done: readonly Deployed[]): Promise<void> =>
  context.print.isTable
    ? Promise.resolve()
    : context.print.list(
        done.map(({ stored }) => stored),
        { columns: [], name: (row) => done.find(({ stored }) => stored === row)!.fullName, empty: '' },
      );

/** Which pools nobody works in, and how to start a run. */
const sayWhatIsNext = async (context: CommandContext, done: readonly Deployed[]): Promise<void> => {
  if (!context.print.isTable) return;
  const pools = new Set(
    done.filter(({ pool }) => pool['status'] !== 'READY').map(({ pool }) => textOf(pool['name'])),
  );
  for (const pool of pools)
    context.print.note(`No worker is at work in ${pool}. Start one: orch worker start -p ${pool}`);
  if (done.length === 1) context.print.note(`Run it: orch deployment run '${done[0]!.fullName}'`);
};

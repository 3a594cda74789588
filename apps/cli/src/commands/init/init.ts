import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { type NewFile, projectFiles } from '../../init/project-files.ts';
import { type Recipe, RECIPES } from '../../init/recipes.ts';
import { pairsFrom } from '../../values.ts';

/** The client whose wire this speaks: what prefect.yaml states. */
const CLIENT_VERSION = '3.8.8';
const FOLDER = '.orch';

export const init: Noun = {
  name: 'init',
  commands: [
    {
      name: '',
      summary: 'Begin a project in this folder; what is there already stays',
      options: [
        ['--name <name>', 'name of the project', "the folder's"],
        ['--recipe <recipe>', `where its code lies: ${Object.keys(RECIPES).join(', ')}`, 'from what is here'],
        ['--field <name=value>...', 'what the recipe needs, e.g. bucket=my-code; repeatable'],
        ['--format <format>', 'orch writes orch.yaml, prefect writes prefect.yaml', 'orch'],
      ],
      examples: ['init', 'init --recipe git', 'init --format prefect --recipe s3 --field bucket=my-code'],
      run: (context, given) => begin(context, given),
    },
  ],
};

interface Entry {
  readonly path: string;
  readonly status: 'written' | 'kept';
}

const begin = async (context: CommandContext, given: Given): Promise<void> => {
  const folder = process.cwd();
  const format = given.text('format') ?? 'orch';
  if (format !== 'orch' && format !== 'prefect') throw usage('--format is orch or prefect');
  const found = await foundIn(folder);
  const recipeName = given.text('recipe') ?? recipeFor(found, folder);
  const recipe = Object.hasOwn(RECIPES, recipeName) ? RECIPES[recipeName] : undefined;
  if (!recipe)
    throw usage(`there is no recipe "${recipeName}"`, `Recipes: ${Object.keys(RECIPES).join(', ')}`);
  const values = await valuesFor(context, recipe, recipeName, {
    directory: folder,
    dockerfile: existsSync(join(folder, 'Dockerfile')) ? 'Dockerfile' : 'auto',
    ...found,
    ...texts(pairsFrom(given.list('field'), '--field')),
  });
  const name = given.text('name') ?? basename(folder);
  const files = await projectFiles({ name, recipe, values, format, clientVersion: CLIENT_VERSION });
  const entries: Entry[] = files.map((file) => written(folder, file, format));
  const isNew = !existsSync(join(folder, FOLDER));
  mkdirSync(join(folder, FOLDER), { recursive: true });
  await report(context, name, recipeName, [
    ...entries,
    { path: `${FOLDER}/`, status: isNew ? 'written' : 'kept' },
  ]);
};

const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));

const git = (folder: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) =>
    execFile('git', args, { cwd: folder, timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim() || undefined),
    ),
  );

/** Repository and branch of the folder, where it is in one. */
const foundIn = async (folder: string): Promise<Record<string, string>> => {
  const repository = await git(folder, ['config', '--get', 'remote.origin.url']);
  if (repository === undefined) return {};
  const branch = await git(folder, ['rev-parse', '--abbrev-ref', 'HEAD']);
  const withoutUser = repository.replace(/^(https?:\/\/)[^/@]+@/, '$1'); // a token in it would be written down
  return { repository: withoutUser, branch: branch === undefined || branch === 'HEAD' ? 'main' : branch };
};

const recipeFor = (found: Readonly<Record<string, string>>, folder: string): string => {
  const hasDockerfile = existsSync(join(folder, 'Dockerfile'));
  if (found['repository'] !== undefined) return hasDockerfile ? 'docker-git' : 'git';
  return hasDockerfile ? 'docker' : 'local';
};

/** Asks for what is missing, where somebody can be asked. @throws Failure where not */
const valuesFor = async (
  context: CommandContext,
  recipe: Recipe,
  name: string,
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> => {
  const values: Record<string, string> = { ...known };
  for (const [field, text] of Object.entries(recipe.needs)) {
    if (values[field] !== undefined) continue;
    if (!context.canAsk) throw usage(`recipe ${name} needs the ${text}`, `Give it: --field ${field}=VALUE`);
    values[field] = await context.ask(`${text[0]!.toUpperCase()}${text.slice(1)}`);
  }
  return values;
};

/** Never overwrites: whoever has a prefect.yaml gets no orch.yaml beside it, either. */
const written = (folder: string, { path, text }: NewFile, format: 'orch' | 'prefect'): Entry => {
  const other = format === 'orch' ? 'prefect.yaml' : 'orch.yaml';
  if (path === `${format}.yaml` && existsSync(join(folder, other))) return { path: other, status: 'kept' };
  try {
    writeFileSync(join(folder, path), text, { flag: 'wx' });
    return { path, status: 'written' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return { path, status: 'kept' };
    throw error;
  }
};

const report = async (
  context: CommandContext,
  name: string,
  recipe: string,
  entries: readonly Entry[],
): Promise<void> => {
  await context.print.list(entries, {
    columns: [
      { head: 'FILE', text: ({ path }: Entry) => path },
      {
        head: '',
        text: ({ status }) => status,
        style: ({ status }) => (status === 'written' ? 'green' : 'dim'),
      },
    ],
    name: ({ path }) => path,
    empty: '',
  });
  if (!context.print.isTable) return;
  if (!entries.some(({ status }) => status === 'written'))
    return context.print.note('Nothing was written: everything is there already.');
  context.print.note(`Project ${name} is ready (recipe ${recipe}).`, 'green');
  context.print.note('Deploy a flow: orch deploy path/to/file.py:flow -n NAME -p POOL');
};

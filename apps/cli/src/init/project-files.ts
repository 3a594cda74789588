import { fillPresentOutputs } from '../deploy/placeholders.ts';
import type { Recipe } from './recipes.ts';

/** A file that `init` writes. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}
/** What the files are about. */
export interface ProjectFacts {
  readonly name: string;
  readonly recipe: Recipe;
  /** Values for the recipe's placeholders: bucket, repository, directory, … */
  readonly values: Readonly<Record<string, string>>;
  readonly format: 'orch' | 'prefect';
  /** The client's version that prefect.yaml states. */
  readonly clientVersion: string;
}

const IGNORED = `# what is never uploaded or copied into an image
.orch/
.prefect/

# Node
node_modules/
*.log

# Python
__pycache__/
*.py[cod]
*.egg-info/
.venv/
venv/
.ipynb_checkpoints/

# others
.git/
.env
.DS_Store
`;

const section = async (comment: string, content: Readonly<Record<string, unknown>>): Promise<string> => {
  const { stringify } = await import('../yaml.ts');
  return `# ${comment}\n${stringify(content, { lineWidth: 0 })}`;
};

const stepsFile = async ({ name, recipe, values, format, clientVersion }: ProjectFacts): Promise<NewFile> => {
  const filled = (steps: Recipe['build']): unknown => fillPresentOutputs(steps, { ...values, name }, {});
  const parts = await Promise.all([
    section('the project', {
      name,
      ...(format === 'prefect' ? { 'prefect-version': clientVersion } : {}),
    }),
    section('what "deploy" does first, e.g. build an image', { build: filled(recipe.build) }),
    section('where "deploy" puts the code', { push: filled(recipe.push) }),
    section('how a worker gets the code before a run', { pull: filled(recipe.pull) }),
  ]);
  return { path: `${format}.yaml`, text: parts.join('\n') };
};

const deploymentsFile = async ({ recipe }: ProjectFacts): Promise<NewFile> => ({
  path: 'deployment.yaml',
  text: await section('deployments of this project: "orch deploy --all" makes them all', {
    deployments: [
      {
        name: null,
        version: null,
        tags: [],
        description: null,
        entrypoint: null,
        parameters: {},
        schedules: [],
        work_pool: { name: null, work_queue_name: null, job_variables: recipe.jobVariables },
      },
    ],
  }),
});

/** The files of a new project. Upstream: deployments/base.py, initialize_project (3.8.8), and our own names of them. */
export const projectFiles = async (facts: ProjectFacts): Promise<readonly NewFile[]> => [
  await stepsFile(facts),
  await deploymentsFile(facts),
  { path: facts.format === 'orch' ? '.orchignore' : '.prefectignore', text: IGNORED },
];

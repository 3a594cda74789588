type Mapping = Readonly<Record<string, unknown>>;
/** How a project keeps its code. */
export interface Recipe {
  readonly summary: string;
  /** What has to be known, and what it is. */
  readonly needs: Readonly<Record<string, string>>;
  readonly build: readonly Mapping[] | null;
  readonly push: readonly Mapping[] | null;
  readonly pull: readonly Mapping[] | null;
  /** Job variables of its deployments. */
  readonly jobVariables: Mapping;
}

const IMAGE_NEEDS = {
  image_name: 'name of the image, repository included',
  tag: 'tag of the image',
} as const;
const BUILD_IMAGE = {
  'prefect_docker.deployments.steps.build_docker_image': {
    id: 'build_image',
    requires: 'prefect-docker>=0.3.1',
    image_name: '{{ image_name }}',
    tag: '{{ tag }}',
    dockerfile: '{{ dockerfile }}',
  },
};
const PUSH_IMAGE = {
  'prefect_docker.deployments.steps.push_docker_image': {
    requires: 'prefect-docker>=0.3.1',
    image_name: '{{ build_image.image_name }}',
    tag: '{{ build_image.tag }}',
  },
};
const IMAGE_VARIABLES = { image: '{{ build_image.image }}' };
const GIT_CLONE = {
  'prefect.deployments.steps.git_clone': { repository: '{{ repository }}', branch: '{{ branch }}' },
};
const setDirectory = (directory: string): Mapping => ({
  'prefect.deployments.steps.set_working_directory': { directory },
});

interface Storage {
  readonly module: string;
  readonly kind: string;
  readonly requires: string;
  readonly place: 'bucket' | 'container';
}
const S3: Storage = { module: 'prefect_aws', kind: 's3', requires: 'prefect-aws>=0.3.4', place: 'bucket' };
const GCS: Storage = { module: 'prefect_gcp', kind: 'gcs', requires: 'prefect-gcp>=0.4.3', place: 'bucket' };
const AZURE: Storage = {
  module: 'prefect_azure',
  kind: 'azure_blob_storage',
  requires: 'prefect-azure[blob_storage]>=0.2.8',
  place: 'container',
};
const pushTo = ({ module, kind, requires, place }: Storage): Mapping => ({
  [`${module}.deployments.steps.push_to_${kind}`]: {
    id: 'push_code',
    requires,
    [place]: `{{ ${place} }}`,
    folder: '{{ name }}',
  },
});
const pullFrom = ({ module, kind, requires, place }: Storage): Mapping => ({
  [`${module}.deployments.steps.pull_from_${kind}`]: {
    id: 'pull_code',
    requires,
    [place]: `{{ push_code.${place} }}`,
    folder: '{{ push_code.folder }}',
  },
});
const placeOf = ({ place }: Storage): Readonly<Record<string, string>> => ({
  [place]: `the ${place} that the code is stored in`,
});

const storageRecipe = (storage: Storage, where: string): Recipe => ({
  summary: `code in ${where}`,
  needs: placeOf(storage),
  build: null,
  push: [pushTo(storage)],
  pull: [pullFrom(storage)],
  jobVariables: {},
});
const imageAndStorage = (storage: Storage, where: string): Recipe => ({
  summary: `code in ${where}, runs in an image of its own`,
  needs: { ...IMAGE_NEEDS, ...placeOf(storage) },
  build: [BUILD_IMAGE],
  push: [PUSH_IMAGE, pushTo(storage)],
  pull: [pullFrom(storage)],
  jobVariables: IMAGE_VARIABLES,
});

/** The recipes of the reference's `init`, by their names there. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  local: {
    summary: 'code in this folder',
    needs: {},
    build: null,
    push: null,
    pull: [setDirectory('{{ directory }}')],
    jobVariables: {},
  },
  git: {
    summary: 'code in a git repository',
    needs: { repository: 'address of the repository', branch: 'branch' },
    build: null,
    push: null,
    pull: [GIT_CLONE],
    jobVariables: {},
  },
  docker: {
    summary: 'code in an image of its own',
    needs: IMAGE_NEEDS,
    build: [BUILD_IMAGE],
    push: [PUSH_IMAGE],
    pull: [setDirectory('/opt/prefect/{{ name }}')],
    jobVariables: IMAGE_VARIABLES,
  },
  'docker-git': {
    summary: 'code in a git repository, runs in an image of its own',
    needs: { ...IMAGE_NEEDS, repository: 'address of the repository', branch: 'branch' },
    build: [BUILD_IMAGE],
    push: [PUSH_IMAGE],
    pull: [GIT_CLONE],
    jobVariables: IMAGE_VARIABLES,
  },
  s3: storageRecipe(S3, 'an S3 bucket'),
  'docker-s3': imageAndStorage(S3, 'an S3 bucket'),
  gcs: storageRecipe(GCS, 'a Google Cloud Storage bucket'),
  'docker-gcs': imageAndStorage(GCS, 'a Google Cloud Storage bucket'),
  azure: storageRecipe(AZURE, 'an Azure Blob Storage container'),
  'docker-azure': imageAndStorage(AZURE, 'an Azure Blob Storage container'),
};

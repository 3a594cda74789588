import { basename } from 'node:path';
import { IMAGE_FOLDER } from './docker-steps.ts';
import type { Steps } from './steps.ts';
import { isMapping } from '../mapping.ts';

const BUILD_IMAGE = /(^|\.)build_docker_image$/;
const inFolder = (directory: string): Steps => [
  { 'prefect.deployments.steps.set_working_directory': { directory } },
];

const imageStep = (build: Steps): Readonly<Record<string, unknown>> | undefined => {
  for (const step of build)
    for (const [name, inputs] of Object.entries(step))
      if (BUILD_IMAGE.test(name)) return isMapping(inputs) ? inputs : {};
  return undefined;
};

/**
 * Where a worker finds the code when no pull step says it: in the image, else in this very folder.
 * Upstream: cli/deploy/_actions.py, _generate_default_pull_action without a person to ask (3.8.8).
 */
export const defaultPull = (
  build: Steps,
  image: unknown,
  folder: string,
  warn: (text: string) => void,
): Steps => {
  const built = imageStep(build);
  if (built?.['dockerfile'] === 'auto') return inFolder(`${IMAGE_FOLDER}/${basename(folder)}`);
  if (built) {
    warn('the image is built by a Dockerfile of your own: it has to set its working directory to the code');
    return [];
  }
  if (image) {
    warn(`the code is looked for in ${IMAGE_FOLDER} of the image: add a pull step when it lies elsewhere`);
    return inFolder(IMAGE_FOLDER);
  }
  return inFolder(folder);
};

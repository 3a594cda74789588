import type { V1Job } from '@kubernetes/client-node';
import type { JsonObject } from '@orch/client';
import { isObject } from '../../job-template/nested.ts';
import { containerCommand, containerFolder, imageOf, slugOf } from '../container-command.ts';
import type { Job } from '../launcher.ts';

const NAME_CHARS_MAX = 50;
const LABEL_CHARS_MAX = 63;
/** Members of a job that older templates have in the pod. */
const OF_THE_JOB = ['parallelism', 'completions'] as const;

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const member = value[key];
  return isObject(member) ? member : {};
};

/** A label's value as Kubernetes takes it. */
const labelText = (value: string): string =>
  value
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, LABEL_CHARS_MAX)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
const labelsOf = (labels: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, labelText(String(value))]));

/** Variables that the template spells out stay, with whatever they refer to; ours are added. */
const environmentOf = (job: Job, given: unknown): readonly JsonObject[] => {
  const listed = Array.isArray(given) ? given.filter(isObject) : [];
  const names = new Set(listed.map((one) => one['name']));
  const own = Object.entries(job.env).filter(([name]) => !names.has(name));
  return [...listed, ...own.map(([name, value]) => ({ name, value }))];
};

const containerOf = (job: Job, given: JsonObject): JsonObject => {
  const folder = containerFolder(job);
  const image = typeof given['image'] === 'string' && given['image'] !== '' ? given['image'] : imageOf(job);
  const { args, ...rest } = given;
  const isListed = Array.isArray(args) && args.length > 0;
  const hasCommand = Array.isArray(given['command']) && given['command'].length > 0;
  return {
    name: 'orch-job',
    ...rest,
    image,
    env: environmentOf(job, given['env']),
    ...(isListed ? { args } : hasCommand ? {} : { args: containerCommand(job) }),
    ...(folder === undefined ? {} : { workingDir: folder }),
  };
};

/**
 * The job of a run: the manifest of the job configuration, completed by what every run needs.
 * Upstream: prefect_kubernetes, worker.py, KubernetesWorkerJobConfiguration.prepare_for_flow_run.
 * @throws Error for a manifest without a container
 */
export const jobManifest = (job: Job): V1Job & { readonly metadata: { readonly namespace: string } } => {
  const manifest = objectAt(job.configuration, 'job_manifest');
  const spec = objectAt(manifest, 'spec');
  const template = objectAt(spec, 'template');
  const pod = objectAt(template, 'spec');
  const [first, ...others] = Array.isArray(pod['containers']) ? pod['containers'].filter(isObject) : [];
  if (!first) throw new Error('the job manifest of the pool has no container');
  const metadata = objectAt(manifest, 'metadata');
  const labels = labelsOf({ ...objectAt(metadata, 'labels'), ...job.labels });
  const namespace = String(metadata['namespace'] ?? job.configuration['namespace'] ?? 'default');
  const { name: _name, generateName: _generated, ...kept } = metadata;
  const annotations = { ...objectAt(metadata, 'annotations'), ...objectAt(job.configuration, 'annotations') };
  const noted = Object.keys(annotations).length === 0 ? {} : { annotations };
  const podMetadata = objectAt(template, 'metadata');
  const podSpec = Object.fromEntries(
    Object.entries(pod).filter(([key]) => !OF_THE_JOB.some((member) => member === key)),
  );
  const moved = Object.fromEntries(
    OF_THE_JOB.filter((key) => pod[key] !== undefined).map((key) => [key, pod[key]]),
  );
  const complete = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...kept, ...noted, namespace, labels, generateName: `${slugOf(job.name, NAME_CHARS_MAX)}-` },
    spec: {
      backoffLimit: 0,
      ...moved,
      ...spec,
      template: {
        ...template,
        metadata: {
          ...podMetadata,
          labels: { ...labels, ...objectAt(podMetadata, 'labels') },
          ...(noted.annotations && {
            annotations: { ...objectAt(podMetadata, 'annotations'), ...annotations },
          }),
        },
        spec: { restartPolicy: 'Never', ...podSpec, containers: [containerOf(job, first), ...others] },
      },
    },
  };
  return complete as unknown as ReturnType<typeof jobManifest>; // the API server checks it; a test does so too
};

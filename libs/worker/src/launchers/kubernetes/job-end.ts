import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { JobEnd } from '../launcher.ts';

const REASONS: Readonly<Record<string, string>> = {
  OOMKilled: 'The container was killed: it used more memory than it may.',
  Evicted: 'The pod was evicted from its node.',
  DeadlineExceeded: 'The job took longer than it may.',
};

/** The youngest pod of a job: the one that counts. */
export const podOf = (pods: readonly V1Pod[]): V1Pod | undefined =>
  [...pods].sort(
    (a, b) => Number(b.metadata?.creationTimestamp ?? 0) - Number(a.metadata?.creationTimestamp ?? 0),
  )[0];

/** Why a pod does not run, in the cluster's own words. */
export const podProblem = (pod: V1Pod | undefined): string => {
  if (!pod) return 'It has no pod.';
  const waiting = pod.status?.containerStatuses?.map(({ state }) => state?.waiting).find(Boolean);
  const condition = pod.status?.conditions?.find(({ status }) => status === 'False');
  const words = [waiting?.reason, waiting?.message, condition?.message].filter(Boolean);
  return words.length === 0 ? 'Its pod is pending.' : words.join(': ');
};

/** How a job ended; undefined while it has not. */
export const jobEnd = ({ status }: V1Job, pod: V1Pod | undefined): JobEnd | undefined => {
  const condition = status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  if (condition?.type === 'Complete' || (status?.succeeded ?? 0) > 0) return { exitCode: 0 };
  if (condition?.type !== 'Failed') return undefined;
  const terminated = pod?.status?.containerStatuses?.[0]?.state?.terminated;
  const known =
    REASONS[terminated?.reason ?? ''] ??
    REASONS[pod?.status?.reason ?? ''] ??
    REASONS[condition.reason ?? ''];
  const exitCode = terminated?.exitCode ?? null;
  if (known !== undefined) {
    const detail = pod?.status?.reason === undefined ? undefined : pod.status.message;
    return { exitCode, reason: detail === undefined ? known : `${known} ${detail}` };
  }
  if (exitCode !== null && exitCode !== 0) return { exitCode };
  return { exitCode: exitCode === 0 ? null : exitCode, reason: condition.message ?? 'The job failed.' };
};

import { ApiError, type WorkPool, type WorkPoolCalls } from '@orch/client';

/** The pool cannot be served by this worker. */
export class WorkerSetupError extends Error {
  override readonly name = 'WorkerSetupError';
}

export interface PoolWish {
  /** Type of the pool; needed to make one that is missing. */
  readonly type?: string | undefined;
  readonly say: (line: string) => void;
}

/** A pool that was made without a job template gets the standard one of its type, as Python workers give it. */
const withTemplate = async (calls: WorkPoolCalls, pool: WorkPool): Promise<WorkPool> => {
  if (Object.keys(pool.base_job_template).length > 0) return pool;
  const template = (await calls.standardTemplates())[pool.type];
  if (!template) return pool;
  await calls.useTemplate(template);
  return { ...pool, base_job_template: template };
};

/** The pool; one that is missing is made when its type is known. @throws WorkerSetupError */
export const findPool = async (calls: WorkPoolCalls, { type, say }: PoolWish): Promise<WorkPool> => {
  const { poolName } = calls;
  const pool = await calls.pool();
  if (pool) {
    if (type === undefined || type === pool.type) return withTemplate(calls, pool);
    throw new WorkerSetupError(`the pool "${poolName}" is of type ${pool.type}, not ${type}`);
  }
  if (type === undefined)
    throw new WorkerSetupError(`there is no pool "${poolName}"; name a type and it is made`);
  const template = (await calls.standardTemplates())[type];
  if (!template) throw new WorkerSetupError(`the server knows no pools of type ${type}`);
  try {
    const made = await calls.create(type, template);
    say(`Created the ${type} pool "${poolName}".`);
    return made;
  } catch (error) {
    const found = error instanceof ApiError && error.status === 409 ? await calls.pool() : null;
    if (found) return found; // somebody was faster
    throw error;
  }
};

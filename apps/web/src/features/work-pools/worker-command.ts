/** What starts a worker; names with blanks are quoted for the shell. */
export const workerCommand = (pool: string): string =>
  `prefect worker start --pool ${/^[\w.-]+$/.test(pool) ? pool : `'${pool.replaceAll("'", "'\\''")}'`}`;

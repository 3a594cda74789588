// Checks that are cheap and would otherwise fail late, after the slow steps.
import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { StartError } from './report.mjs';

const FREE_BYTES_MIN = 300 * 1024 * 1024;

/** @param {NodeJS.ProcessEnv} env @returns {{ host: string, port: number }} the address the server will bind */
export const bindAddress = (env) => {
  const host = env.ORCH_HOST || '127.0.0.1';
  const port = Number(env.ORCH_PORT || 4200);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new StartError(`ORCH_PORT must be a number from 0 to 65535, not "${env.ORCH_PORT}"`);
  }
  return { host, port };
};

const EXPLAINED = {
  EADDRINUSE: (at) => `port in use: something else already listens on ${at}; set ORCH_PORT to another port`,
  EADDRNOTAVAIL: (at) => `${at} is not an address of this machine; check ORCH_HOST`,
  EACCES: (at) => `this user may not listen on ${at}; set ORCH_PORT to a port above 1023`,
  ENOTFOUND: (at) => `${at} cannot be resolved; check ORCH_HOST`,
};

/** Fails with one clear line when the server's address cannot be bound. */
export const checkPortIsFree = ({ host, port }) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const explain = EXPLAINED[error.code];
      reject(
        new StartError(
          explain ? explain(`${host}:${port}`) : `cannot listen on ${host}:${port}: ${error.message}`,
        ),
      );
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(resolve));
  });

/** Fails when the file system that holds (or will hold) `path` has less than 300 MB left for this user. */
export const checkFreeSpace = (path) => {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  if (free < FREE_BYTES_MIN) {
    throw new StartError(
      `the disk is full: ${Math.floor(free / 1048576)} MB left for ${path}, at least ${FREE_BYTES_MIN / 1048576} MB are needed`,
    );
  }
};

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'server.json';

/** A server that was started in the background. */
export interface BackgroundServer {
  readonly pid: number;
  readonly script: string;
}

/** Whether a process of this id is there, and is the server: ids are given again. */
const isRunning = ({ pid, script }: BackgroundServer): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script);
  } catch {
    return true; // systems without /proc
  }
};

/** The server that runs in the background of a home; undefined when there is none. */
export const backgroundServer = (home: string): BackgroundServer | undefined => {
  try {
    const found = JSON.parse(readFileSync(join(home, FILE), 'utf8')) as BackgroundServer; // written below
    return isRunning(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

/** Keeps which process it is. */
export const rememberServer = (home: string, server: BackgroundServer): void => {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, FILE), `${JSON.stringify(server)}\n`, { mode: 0o600 });
};
export const forgetServer = (home: string): void => rmSync(join(home, FILE), { force: true });

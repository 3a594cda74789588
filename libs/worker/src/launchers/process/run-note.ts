import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HandedOutRun } from '@orch/client';
import { isObject } from '../../job-template/nested.ts';
import { isThere, markOf, type ProcessMark } from './known-process.ts';

/** Files of a run's output. */
export const STREAMS = ['stdout', 'stderr'] as const;
const NAME = 'run.json';
/** Where the output of a run has got to: bytes that the server has taken. */
const takenName = (stream: string): string => `${stream}.taken`;

/** What the folder of a run says of it, for a worker that comes after one that was killed. */
export interface RunNote {
  readonly host: string;
  readonly worker: ProcessMark;
  /** The server and pool that the run is from. */
  readonly place: string;
  readonly run: HandedOutRun;
  /** Whether its process tells the server how it ended, as engines do. */
  readonly isEngine: boolean;
  /** Null until it was started. */
  readonly process: ProcessMark | null;
}

const isNote = (value: unknown): value is RunNote =>
  isObject(value) && isObject(value['worker']) && isObject(value['run']) && value['host'] === hostname();

export const writeNote = (folder: string, note: Omit<RunNote, 'host' | 'worker'>): void => {
  const whole: RunNote = { ...note, host: hostname(), worker: markOf(process.pid) };
  const temporary = join(folder, `${NAME}.${process.pid}`);
  writeFileSync(temporary, JSON.stringify(whole), { mode: 0o600 });
  renameSync(temporary, join(folder, NAME)); // whole or not at all
};

/** The note of a folder whose worker is gone; undefined for folders that are somebody's, or are not understood. */
export const abandonedNote = async (folder: string): Promise<RunNote | undefined> => {
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, NAME), 'utf8'));
    return isNote(note) && !isThere(note.worker) ? note : undefined;
  } catch {
    return undefined; // it was just removed, or is somebody else's
  }
};

/** Makes an abandoned folder one's own. @returns false when another worker was faster */
export const takeOver = (folder: string, note: RunNote): boolean => {
  try {
    renameSync(join(folder, NAME), join(folder, `${NAME}.${process.pid}`)); // only one can
  } catch {
    return false;
  }
  writeNote(folder, note);
  return true;
};

export const noteTaken = (folder: string, stream: string, bytes: number): void =>
  writeFileSync(join(folder, takenName(stream)), String(bytes));

/** Bytes of the stream that the server has; 0 when nobody noted any. */
export const takenBytes = (folder: string, stream: string): number => {
  try {
    return Number(readFileSync(join(folder, takenName(stream)), 'utf8')) || 0;
  } catch {
    return 0;
  }
};

import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEnd, JobOutput, LaunchedJob, LeftJob } from '../launcher.ts';
import { followOutput } from './follow-output.ts';
import { isThere, type ProcessMark } from './known-process.ts';
import { ProcessTree, stopTree } from './process-tree.ts';
import { abandonedNote, type RunNote, STREAMS, takenBytes, takeOver } from './run-note.ts';
import { FOLDER_PREFIX, removeFolder } from './workspace.ts';

const LOOK_MS = 500;
const REMEMBERED_BYTES = 4_096;

/** The last lines before a byte of a file. */
const linesBefore = (path: string, position: number): string[] => {
  const from = Math.max(0, position - REMEMBERED_BYTES);
  const buffer = Buffer.alloc(position - from);
  try {
    const file = openSync(path, 'r');
    readSync(file, buffer, 0, buffer.length, from);
    closeSync(file);
  } catch {
    return [];
  }
  const lines = buffer.toString().split('\n').filter(Boolean);
  return from === 0 ? lines : lines.slice(1); // the first one may be half a line
};

/** It is nobody's child any more: its end is seen by looking. */
const endOf = (mark: ProcessMark): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (isThere(mark)) return;
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(look, LOOK_MS);
    look();
  });

const UNSEEN: JobEnd = { exitCode: null, reason: 'The process ended after its worker had been killed.' };
const UNSTARTED: JobEnd = { exitCode: null, reason: 'The worker was killed before it started the run.' };

const follow = async (folder: string, { process }: RunNote, output: JobOutput): Promise<LaunchedJob> => {
  if (process === null) {
    await removeFolder(folder);
    return { identifier: '', ended: Promise.resolve(UNSTARTED), stop: async () => {} };
  }
  const positions = STREAMS.map((stream) => takenBytes(folder, stream));
  STREAMS.forEach((stream, at) => {
    for (const line of linesBefore(join(folder, stream), positions[at]!)) output.remember(line);
  });
  const endOutput = await followOutput(folder, output, positions);
  const exited = endOf(process);
  const ended = exited.then(async () => {
    await endOutput();
    await removeFolder(folder).catch((error: unknown) => output.note(`Its folder stays: ${String(error)}`));
    return UNSEEN;
  });
  const tree = new ProcessTree(process.pid);
  const stop = (graceSeconds: number): Promise<void> =>
    isThere(process) ? stopTree(tree, exited, graceSeconds) : Promise.resolve();
  return { identifier: String(process.pid), ended, stop };
};

const foldersIn = (parent: string): string[] => {
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(FOLDER_PREFIX))
      .map((name) => join(parent, name));
  } catch {
    return [];
  }
};

/**
 * Runs of a place whose worker was killed: their processes go on, or have ended and nobody saw it. Whoever asks is
 * responsible for them from now on; folders are removed when their run has ended.
 */
export const leftJobs = async (parent: string | undefined, place: string): Promise<readonly LeftJob[]> => {
  const found = await Promise.all(
    foldersIn(parent ?? tmpdir()).map(async (folder) => {
      const note = await abandonedNote(folder);
      if (note?.place !== place || !takeOver(folder, note)) return [];
      const { run, isEngine } = note;
      return [{ run, isEngine, follow: (output: JobOutput) => follow(folder, note, output) }];
    }),
  );
  return found.flat();
};

import { join } from 'node:path';
import type { JobOutput } from '../launcher.ts';
import { FollowedFile } from './follow-file.ts';
import { noteTaken, STREAMS } from './run-note.ts';

/** A run's folder may be removed while the server's answer is on its way. */
const note = (folder: string, stream: string, bytes: number): void => {
  try {
    noteTaken(folder, stream, bytes);
  } catch {
    // the run is over: nobody will ask
  }
};

/** Passes on what a run writes into its folder, and notes how far the server has it. @returns reads the rest */
export const followOutput = async (
  folder: string,
  output: JobOutput,
  positions: readonly number[] = [],
): Promise<() => Promise<void>> => {
  const files = STREAMS.map(
    (stream, at) =>
      new FollowedFile(join(folder, stream), {
        position: positions[at] ?? 0,
        take: (line) => output.line(stream, line),
        onRead: (position) => output.whenTaken(() => note(folder, stream, position)),
      }),
  );
  await Promise.all(files.map((file) => file.start()));
  return async () => {
    await Promise.all(files.map((file) => file.end()));
  };
};

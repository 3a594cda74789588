import { readdirSync, readFileSync } from 'node:fs';

/** A process, and when it began: its id may belong to another one later. */
export interface KnownProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startTicks: string;
}

/** What `/proc` says of a process; undefined when it has ended, or there is no `/proc` here. */
export const processOf = (pid: number): KnownProcess | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    if (fields[0] === 'Z') return undefined; // ended, and nobody has asked how
    return { pid, parent: Number(fields[1]), startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
};

export const allProcesses = (): KnownProcess[] => {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => processOf(Number(pid))).filter((one) => one !== undefined);
  } catch {
    return [];
  }
};

/** A process in a file that others read later. */
export interface ProcessMark {
  readonly pid: number;
  /** Empty where there is no `/proc`: the id alone has to do. */
  readonly startTicks: string;
}

export const markOf = (pid: number): ProcessMark => ({ pid, startTicks: processOf(pid)?.startTicks ?? '' });

/** Whether the process of a mark is still there, and not another one that has its id now. */
export const isThere = ({ pid, startTicks }: ProcessMark): boolean => {
  if (startTicks !== '') return processOf(pid)?.startTicks === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // somebody else's
  }
};

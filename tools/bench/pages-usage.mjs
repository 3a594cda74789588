// Processor time to the microsecond: /proc/…/stat tells hundredths of a second, which is more than most pages take.
import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10;
const NS_PER_MS = 1e6;

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
};
const fieldsOf = (pid) => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};
const threadsOf = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};
const runMs = (pid) =>
  threadsOf(pid).reduce(
    (sum, thread) =>
      sum + Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] || 0) / NS_PER_MS,
    0,
  );
/** Of children that have ended. */
const endedMs = (pid) => {
  const [user, system] = fieldsOf(pid).slice(13, 15).map(Number);
  return ((user || 0) + (system || 0)) * MS_PER_TICK;
};

/**
 * @param {{ pid: number, dbpid: number }} target a server and its database; both do a little by themselves
 * @returns {number} milliseconds of processor time of both process trees so far
 */
export const precise = ({ pid, dbpid }) => {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(fieldsOf(name)[1])]),
  );
  const tree = [pid, dbpid];
  for (const one of tree) for (const [child, parent] of parents) if (parent === one) tree.push(child);
  return tree.reduce((sum, one) => sum + runMs(one) + endedMs(one), 0);
};

// What a process tree has used: processor time so far, resident memory now. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

const fieldsOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // it ended meanwhile
  }
};

const treeOf = (root) => {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(fieldsOf(name)?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
};

const pssOf = (pid) => {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/**
 * @param {number} root process id
 * @returns {{ cpuSeconds: number, pssMb: number }} children that ended are counted through their parents
 */
export const usageOf = (root) => {
  let ticks = 0;
  let kb = 0;
  for (const pid of treeOf(root)) {
    for (const field of fieldsOf(pid)?.slice(11, 15) ?? []) ticks += Number(field);
    kb += pssOf(pid);
  }
  return { cpuSeconds: ticks / TICKS_PER_SECOND, pssMb: kb / 1024 };
};

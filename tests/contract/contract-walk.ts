import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';

/** What a run of the contract test says at its end: how many operations there are, and which differ on purpose. */
export function walkReport(built: number, all: number): string {
  const rows = Object.entries(DELIBERATE_DIFFERENCES);
  const width = Math.max(...rows.map(([operation]) => operation.length));
  return [
    `${built} of ${all} operations`,
    `${rows.length} differ on purpose (docs/COMPATIBILITY.md):`,
    ...rows.map(([operation, reason]) => `  ${operation.padEnd(width)}  ${reason}`),
  ].join('\n');
}

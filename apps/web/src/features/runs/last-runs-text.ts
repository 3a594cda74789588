/** What bars of runs show, in words, by the names of their states: "Last 3 runs: 2 completed, 1 failed". */
export function lastRunsText(states: readonly string[] | undefined): string {
  if (!states) return 'Last runs: loading';
  const [first] = states;
  if (first === undefined) return 'No runs yet';
  if (states.length === 1) return `Last run: ${first.toLowerCase()}`;
  const counts = new Map<string, number>();
  for (const name of states) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return `Last ${states.length} runs: ${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

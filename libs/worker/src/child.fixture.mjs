// A flow of the worker's tests, in the role of an engine: tells the server that it runs, does what MODE says, tells that it
// completed. STARTS names a file that gets a line for every start.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';

const { ORCH_API_URL, ORCH_FLOW_RUN_ID, MODE = 'ok', STARTS, GATE } = process.env;

const propose = async (type) => {
  for (;;) {
    try {
      const answer = await fetch(`${ORCH_API_URL}/flow_runs/${ORCH_FLOW_RUN_ID}/set_state`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          state: { type, state_details: { transition_id: `${ORCH_FLOW_RUN_ID}-${type}` } },
        }),
      });
      if (answer.ok) return;
    } catch {
      // the server is away: it comes back
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const gate = async () => {
  while (!existsSync(GATE)) await new Promise((resolve) => setTimeout(resolve, 20));
};

appendFileSync(STARTS, `${ORCH_FLOW_RUN_ID} ${process.pid}\n`);
await propose('RUNNING');
console.log(`line of ${ORCH_FLOW_RUN_ID}`);
if (MODE === 'exit') {
  console.log('about to leave');
  console.error('not well');
  process.exit(3);
}
if (MODE === 'gate') await gate();
if (MODE === 'forever') {
  const grandchild = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); // it leaves the group
  appendFileSync(STARTS, `grandchild ${grandchild.pid}\n`);
  process.on('SIGTERM', () => {}); // it does not want to end
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
}
console.log('done');
await propose('COMPLETED');

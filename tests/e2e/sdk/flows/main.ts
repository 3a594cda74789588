import { TerminatedError } from '@orch/sdk';
import * as workload from './workload.ts';

// `node main.ts FLOW [JSON]` runs a flow and prints how it ended; `serve` serves one, `deploy` makes a deployment.
const [name = '', input] = process.argv.slice(2);
if (name === 'serve') await workload.sum.serve({ name: 'served' });
else if (name === 'deploy')
  process.stdout.write(await workload.suspending.deploy({ name: 'deployed', pool: 'sdk-pool' }));
else {
  const flow = workload[name as keyof typeof workload] as unknown as {
    returnState(
      input: unknown,
    ): Promise<{ name: string; type: string; error: unknown; ok: boolean; result(): unknown }>;
  };
  const state = await flow.returnState(input === undefined ? undefined : JSON.parse(input));
  const error = state.error instanceof TerminatedError ? 'terminated' : state.error && String(state.error);
  process.stdout.write(
    JSON.stringify({ state: state.name, error, value: state.ok ? await state.result() : null }),
  );
}

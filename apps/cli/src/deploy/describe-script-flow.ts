import { execFile } from 'node:child_process';
import { Failure } from '../failure.ts';
import type { DescribedFlow, Entrypoint } from './described-flow.ts';
import type { Env } from './placeholders.ts';

/** The hidden command that loads the flow, in a process of its own: a module may do and print whatever it likes. */
export const DESCRIBE_FLOW = '__describe-flow';
const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 10_000_000;

/** What the child says last on stdout. */
type Answer = { readonly flow: DescribedFlow } | { readonly problem: string };

/**
 * Asks a flow in TypeScript or JavaScript for its name, description and parameters.
 * @throws Failure when there is no such flow, or its file cannot be loaded
 */
export const describeScriptFlow = async (
  { file, name }: Entrypoint,
  folder: string,
  env: Env,
): Promise<DescribedFlow> => {
  const args = [process.argv[1]!, DESCRIBE_FLOW, file!, name];
  const { out, err } = await new Promise<{ out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      args,
      { cwd: folder, env: { ...env }, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX },
      (_error, stdout, stderr) => resolve({ out: stdout, err: stderr }),
    ),
  );
  const answer = answerOf(out);
  if ('flow' in answer) return answer.flow;
  const reason = answer.problem || err.trim().split('\n').at(-1) || 'it did not answer';
  throw new Failure(`the flow ${file}:${name} cannot be read: ${reason}`);
};

const answerOf = (out: string): Answer => {
  try {
    return JSON.parse(out.trim().split('\n').at(-1) ?? '') as Answer; // written below
  } catch {
    return { problem: '' };
  }
};

/** The child's part: prints the answer as one line, and nothing else on stdout. */
export const printFlow = async (
  [file = '', name = '']: readonly string[],
  out: (text: string) => void,
): Promise<void> => {
  const { describeFlow } = await import('@orch/sdk');
  let answer: Answer;
  try {
    answer = { flow: await describeFlow(file, name) };
  } catch (error) {
    answer = { problem: error instanceof Error ? error.message : String(error) };
  }
  out(`\n${JSON.stringify(answer)}\n`);
};

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../job-template/apply-values.ts';
import type { ReferenceSource } from '../../job-template/references.ts';
import { runSteps } from '../../pull-steps/run-steps.ts';
import { exitCodeOfSignal } from '../../runs/exit-meaning.ts';
import {
  isTypeScriptFlow,
  type JobEnd,
  type JobOutput,
  type LaunchContext,
  type LaunchedJob,
  type Launcher,
  type LeftJob,
} from '../launcher.ts';
import { engineCommand } from './engine-command.ts';
import { followOutput } from './follow-output.ts';
import { markOf } from './known-process.ts';
import { leftJobs } from './left-behind.ts';
import { type InstallPolicy, installPackages } from './node-modules.ts';
import { ProcessTree, stopTree } from './process-tree.ts';
import { STREAMS, writeNote } from './run-note.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

export interface ProcessLauncherOptions {
  /** The environment of this process; runs inherit it. */
  readonly env: Environment;
  readonly references: () => ReferenceSource;
  readonly installPolicy: InstallPolicy;
  /** Where the folders of runs are made; default: the system's place for temporary files. */
  readonly workFolder?: string | undefined;
  /** Server and pool: runs of other places that lie in the same folder are not ours. */
  readonly place: string;
}

/** Runs flows as processes of this machine. */
export class ProcessLauncher implements Launcher {
  readonly type = 'process';

  constructor(private readonly options: ProcessLauncherOptions) {}

  async launch(context: LaunchContext): Promise<LaunchedJob> {
    const { job, output } = context;
    // the Python engine fetches its flow itself: its steps may be any function
    const isOurs = isTypeScriptFlow(job.entrypoint);
    const workspace = makeWorkspace(job, this.options.workFolder, isOurs || job.command !== undefined);
    const note = {
      place: this.options.place,
      run: { ...job.run, job_variables: null }, // they may hold what is secret
      isEngine: job.command === undefined || isOurs,
      process: null,
    };
    writeNote(workspace.outputFolder, note);
    try {
      const directory = isOurs ? await this.#prepare(context, workspace.directory) : workspace.directory;
      const env = { ...this.options.env, PYTHONUNBUFFERED: '1', ...job.env };
      const command = engineCommand(job, directory, env);
      context.signal.throwIfAborted();
      const onPid = (pid: number): void =>
        writeNote(workspace.outputFolder, { ...note, process: markOf(pid) });
      const child = await start(command, { directory, env, workspace, onPid });
      return launched(child, workspace, output);
    } catch (error) {
      await workspace.remove();
      throw error;
    }
  }

  leftBehind(): Promise<readonly LeftJob[]> {
    return leftJobs(this.options.workFolder, this.options.place);
  }

  /** Fetches a flow, and what it needs. @returns its folder */
  async #prepare({ job, output, signal }: LaunchContext, begin: string): Promise<string> {
    const { references, installPolicy } = this.options;
    const env = { ...this.options.env, ...job.env };
    const say = (line: string): void => output.line('stdout', line);
    const options = { directory: begin, env, references: references(), say, signal };
    const { directory } = await runSteps(job.pullSteps, options);
    if (job.pullSteps.length > 0)
      await installPackages(installPolicy, { directory, env, secrets: [], say, signal });
    return directory;
  }
}

interface Start {
  readonly directory: string;
  readonly env: Environment;
  readonly workspace: Workspace;
  /** Called the moment the process is there. */
  readonly onPid: (pid: number) => void;
}

const start = async (
  [program = '', ...args]: readonly string[],
  { directory, env, workspace, onPid }: Start,
): Promise<ChildProcess> => {
  const files = STREAMS.map((name) => openSync(join(workspace.outputFolder, name), 'a'));
  try {
    const child = spawn(program, args, {
      cwd: directory,
      env,
      stdio: ['ignore', files[0], files[1]],
      detached: true, // a group of its own: Ctrl-C is not for it, and its whole tree can be ended
    });
    if (child.pid !== undefined) onPid(child.pid);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ENOENT' ? new Error(`${program} is not installed on this machine`) : error),
      );
    });
    return child;
  } finally {
    for (const file of files) closeSync(file);
  }
};

const launched = async (
  child: ChildProcess,
  workspace: Workspace,
  output: JobOutput,
): Promise<LaunchedJob> => {
  const exited = new Promise<JobEnd>((resolve) =>
    child.once('exit', (code, signal) =>
      resolve({ exitCode: signal === null ? code : exitCodeOfSignal(signal) }),
    ),
  );
  const endOutput = await followOutput(workspace.outputFolder, output);
  const tree = new ProcessTree(child.pid!); // it was spawned
  const ended = exited.then(async (end) => {
    await endOutput();
    await workspace.remove().catch((error: unknown) => output.note(`Its folder stays: ${String(error)}`));
    return end;
  });
  return {
    identifier: String(child.pid),
    ended,
    stop: (graceSeconds) => stopTree(tree, exited, graceSeconds),
  };
};

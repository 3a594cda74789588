import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { FlowDefinition } from '../flow/flow-course.ts';
import { flowIdOf } from '../flow/remote-flow-runs.ts';
import { parameterSchemaOf } from '../flow/standard-schema.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import type { DeployOptions, ScheduleOptions, ServeOptions } from './deploy-options.ts';

/** A deployment's schedule as it travels. @throws RangeError for more than one kind */
export const schedulesOf = (options: ScheduleOptions): readonly Readonly<Record<string, unknown>>[] => {
  const { cron, intervalSeconds, rrule, timezone = 'UTC' } = options;
  const kinds = [
    cron !== undefined && { cron, timezone, day_or: true },
    intervalSeconds !== undefined && { interval: intervalSeconds, timezone },
    rrule !== undefined && { rrule, timezone },
  ].filter((kind) => kind !== false);
  if (kinds.length > 1) throw new RangeError('give one of cron, intervalSeconds and rrule, not several');
  return kinds.map((schedule) => ({ schedule, active: true }));
};

const DECLARATIONS =
  /(export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=]+)?=\s*(?:[\w$]+\.)?flow\s*[(<]/g;

/** The export that makes a flow of this name, read from the source; null when it cannot be told. */
export const exportNameIn = (source: string, flowName: string): string | null => {
  const found = [...source.matchAll(DECLARATIONS)].map((match, index, all) => ({
    name: match[1] === undefined ? null : match[2]!,
    text: source.slice(match.index, all[index + 1]?.index ?? source.length),
  }));
  const named = found.filter(({ text }) => new RegExp(`name:\\s*(['"\`])${escaped(flowName)}\\1`).test(text));
  const candidates = named.length > 0 ? named : found;
  return candidates.length === 1 ? candidates[0]!.name : null;
};
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** `file.ts:exportName`, relative to the working directory. @throws Error when it has to be given */
export const entrypointOf = async (
  definition: FlowDefinition<unknown>,
  folder = process.cwd(),
): Promise<string> => {
  const { file, options } = definition;
  const name = file === null ? null : exportNameIn(await readFile(file, 'utf8'), options.name);
  if (file === null || name === null)
    throw new Error(
      `where flow "${options.name}" is exported cannot be told from the source: give entrypoint: 'file.ts:exportName'`,
    );
  return `${relative(folder, file).split(sep).join('/')}:${name}`;
};

/** Makes a deployment, or changes the one of this name. @returns its id */
export const registerDeployment = async (
  plane: ControlPlane,
  definition: FlowDefinition<unknown>,
  name: string,
  options: ServeOptions<never> | DeployOptions<never>,
  place: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const flow = definition.options;
  const body = {
    name,
    flow_id: await flowIdOf(plane, flow.name),
    description: options.description ?? flow.description ?? null,
    version: options.version ?? flow.version ?? null,
    tags: options.tags ?? flow.tags ?? [],
    parameters: options.parameters ?? {},
    paused: options.paused ?? false,
    schedules: schedulesOf(options),
    concurrency_limit: options.concurrencyLimit ?? null,
    enforce_parameter_schema: options.enforceParameterSchema ?? true,
    parameter_openapi_schema: await parameterSchemaOf(definition.input),
    ...place,
  };
  const { id } = await plane.repeat('POST /deployments/', { body });
  if (typeof id !== 'string') throw new Error('the server made a deployment without an id');
  return id;
};

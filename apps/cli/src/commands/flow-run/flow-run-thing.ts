import type { CommandContext } from '../../context.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';

export const flowRunThing = {
  kind: 'flow run',
  argument: ['<run>', 'id, the beginning of an id, or a name'],
  find: ({ client }: CommandContext, wanted: string) => findFlowRun(client, wanted),
  name: ({ name }: { name: string }) => name,
} as const;

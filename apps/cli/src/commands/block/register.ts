import { spawn } from 'node:child_process';
import { ApiError, type JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pythonClientEnv } from '../../deploy/python-client.ts';
import { pythonOf } from '../../deploy/python.ts';
import { objectsFrom } from '../../document-from.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure, usage } from '../../failure.ts';

/** As the file of a block type says it: the type's own members, and its fields as a JSON schema. */
interface TypeMembers {
  readonly slug: string;
  readonly fields: JsonObject;
  readonly capabilities: unknown;
  readonly type: JsonObject;
}

export const registerBlocks: Command = {
  name: 'register',
  summary: 'Register block types of a file or a Python module',
  options: [
    ['-f, --file <file>', 'JSON or YAML of block types, or a Python file'],
    ['-m, --module <module>', 'a Python module, e.g. prefect_aws'],
  ],
  examples: ['block register -f warehouse-block.yaml', 'block register -m prefect_aws'],
  run: async (context, given) => {
    const [file, module] = [given.text('file'), given.text('module')];
    if ((file === undefined) === (module === undefined)) throw usage('-f FILE or -m MODULE is needed');
    if (module !== undefined) return withPython(context, ['-m', module]);
    if (file!.endsWith('.py')) return withPython(context, ['-f', file!]);
    const registered: JsonObject[] = [];
    for (const one of await objectsFrom(context, file!, 'block_types')) {
      registered.push(await register(context, membersOf(one)));
      if (context.print.isTable) context.print.note(`Registered block type ${String(one['slug'])}.`, 'green');
    }
    if (!context.print.isTable)
      await context.print.list(registered, { columns: [], name: (row) => String(row['slug']), empty: '' });
  },
};

const membersOf = ({ fields, capabilities, ...type }: JsonObject): TypeMembers => {
  const { name, slug } = type;
  if (typeof name !== 'string' || typeof slug !== 'string')
    throw usage('a block type needs "name" and "slug"');
  if (typeof fields !== 'object' || fields === null)
    throw usage(`block type ${slug} needs "fields": a JSON schema of its values`);
  return { slug, fields: fields as JsonObject, capabilities: capabilities ?? [], type }; // an object, as was checked
};

/** Creates the type, or changes it, and gives it this schema. */
const register = async (
  { client }: CommandContext,
  { slug, fields, capabilities, type }: TypeMembers,
): Promise<JsonObject> => {
  const created = await client.call('POST /block_types/', { body: type }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 409) return undefined;
    throw error;
  });
  const stored = created ?? (await client.call('GET /block_types/slug/{slug}', { path: { slug } }));
  const id = String(stored['id']);
  if (!created) {
    const { name: _name, slug: _slug, ...changes } = type;
    await client.call('PATCH /block_types/{id}', { path: { id }, body: changes });
  }
  await client.call('POST /block_schemas/', { body: { block_type_id: id, fields, capabilities } });
  return client.call('GET /block_types/{id}', { path: { id } });
};

/** Types in Python are read by the client itself, which talks to the profile's server. */
const withPython = async (context: CommandContext, args: readonly string[]): Promise<void> => {
  const python = pythonOf(process.cwd(), context.terminal.env);
  const child = spawn(python, ['-m', 'prefect', 'block', 'register', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: pythonClientEnv(context),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const code = await new Promise<number | null>((resolve) =>
    child.once('error', () => resolve(null)).once('close', resolve),
  );
  if (code !== 0)
    throw new Failure(
      `block types of ${args[1]} were not registered: ${said.trim().split('\n').at(-1) || `${python} cannot be started`}`,
      EXIT.failed,
      'It needs Python with prefect: name it by ORCH_PYTHON.',
    );
  await context.print.done(
    `Registered the block types of ${args[1]}.`,
    { registered: args[1] },
    String(args[1]),
  );
};

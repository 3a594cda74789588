// `npm run gen -- <context> <resource> <verb>`: use case, controller and spec of a new operation, in the shape of the
// others. Files that exist are left alone.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../libs/server', import.meta.url));
const NAME = /^[a-z]+(-[a-z]+)*$/;
const ROUTES = {
  create: { decorator: 'Post', path: '', success: '', scope: 'write' },
  update: { decorator: 'Patch', path: ':id', success: 204, scope: 'write' },
  delete: { decorator: 'Delete', path: ':id', success: 204, scope: 'write' },
  read: { decorator: 'Get', path: ':id', success: '', scope: 'read' },
};

const pascal = (kebab) => kebab.replace(/(^|-)([a-z])/g, (_, dash, letter) => letter.toUpperCase());
const camel = (kebab) => kebab.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
/** `saved-searches` → `saved-search`, `flows` → `flow`. */
const singular = (plural) => plural.replace(/(ch|sh|ss|x)es$/, '$1').replace(/([^s])s$/, '$1');

const useCase = ({ noun, verb, Class }) => `import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, sql } from '@orch/platform';

/** ${pascal(verb)}s a ${noun.replaceAll('-', ' ')} of a workspace. */
@Injectable()
export class ${Class} {
  constructor(private readonly db: Database) {}

  /** @throws OrchError \`object.not_found\`, also when it is in another workspace */
  async execute(scope: WorkspaceScope, id: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      scope,
      sql\`select id from ${noun.replaceAll('-', '_')} where workspace_id = \${scope.workspaceId} and id = \${id}\`,
    );
    if (rows.length === 0) throw new OrchError('object.not_found', { id });
  }
}
`;

const controller = ({ resource, verb, Class, file, route }) => {
  const method = camel(verb);
  const names = ['Controller', route.decorator, ...(route.success ? ['HttpCode'] : [])].sort();
  const status = route.success ? `  @HttpCode(${route.success})\n` : '';
  const path = route.path ? `'${route.path}'` : `':id/${verb}'`;
  return `import { ${names.join(', ')} } from '@nestjs/common';
import { Allow, UuidParam, Workspace, type WorkspaceScope } from '@orch/platform';
import { ${Class} } from './${file}.ts';

@Controller('api/${resource.replaceAll('-', '_')}')
export class ${pascal(verb)}${pascal(resource)}Controller {
  constructor(private readonly ${camel(file)}: ${Class}) {}

  @${route.decorator}(${path})
${status}  @Allow('runs:${route.scope}')
  ${method}(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    return this.${camel(file)}.execute(scope, id);
  }
}
`;
};

const spec = ({ noun, Class, file }) => `import { Database } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ${Class} } from './${file}.ts';

let made: TestDatabase;
let db: Database;

beforeAll(async () => {
  made = await createTestDatabase();
  db = new Database({
    url: made.url,
    role: 'orch_app',
    connectionsMax: 2,
    statementTimeoutMs: 5_000,
    onError: () => {},
  });
});

afterAll(async () => {
  await db?.close();
  await made?.drop();
});

const SCOPE = {
  accountId: '0199a000-0000-7000-8000-00000000000a',
  workspaceId: '0199a000-0000-7000-8000-00000000000b',
};

it('answers not found for a ${noun.replaceAll('-', ' ')} that is not in the workspace', async () => {
  const sut = new ${Class}(db);
  const id = '0199a000-0000-7000-8000-000000000001';
  await expect(sut.execute(SCOPE, id)).rejects.toMatchObject({ code: 'object.not_found' });
});
`;

/** @returns {string | undefined} what is wrong with the arguments */
const problemWith = (context, resource, verb) => {
  const contexts = readdirSync(SERVER);
  if (!context || !resource || !verb)
    return 'usage: npm run gen -- <context> <resource> <verb>, e.g. runs saved-searches archive';
  if (!contexts.includes(context)) return `no context "${context}"; there are ${contexts.join(', ')}`;
  const wrong = [resource, verb].find((name) => !NAME.test(name));
  return wrong && `"${wrong}" must be lower-case words joined by dashes`;
};

const main = ([context, resource, verb]) => {
  const problem = problemWith(context, resource, verb);
  if (problem) {
    process.stderr.write(`gen: ${problem}\n`);
    return 1;
  }
  const noun = singular(resource);
  const file = `${verb}-${noun}`;
  const route = ROUTES[verb] ?? { decorator: 'Post', path: '', success: 204, scope: 'write' };
  const names = { context, resource, noun, verb, file, Class: pascal(file), route };
  const folder = join(SERVER, context, 'src', resource);
  mkdirSync(folder, { recursive: true });
  const files = {
    [`${file}.ts`]: useCase(names),
    [`${verb}-${resource}.controller.ts`]: controller(names),
    [`${file}.int-spec.ts`]: spec(names),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    const shown = `libs/server/${context}/src/${resource}/${name}`;
    if (existsSync(path)) console.log(`kept ${shown}`);
    else {
      writeFileSync(path, text);
      console.log(`made ${shown}`);
    }
  }
  console.log(`next: the body's schema in libs/contract/src/${resource}.ts; statement and permission of the operation;
  controller and use case into libs/server/${context}/src/${context}.module.ts; a row in ERRORS for its failures`);
  return 0;
};

process.exitCode = main(process.argv.slice(2));

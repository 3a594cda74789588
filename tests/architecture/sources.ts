import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** One file of ours. */
export interface Source {
  /** From the repository folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['node_modules', 'dist', '.cache']);
const SPEC = /\.(spec|int-spec|e2e-spec)\.ts$/;

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(join(folder, entry.name));
    return [join(folder, entry.name)];
  });

/** Files below folders of the repository, specs left out unless asked for. */
export const sources = (folders: readonly string[], pattern = /\.ts$/, withSpecs = false): Source[] =>
  folders
    .flatMap((folder) => walk(join(ROOT, folder)))
    .filter((file) => pattern.test(file) && (withSpecs || !SPEC.test(file)))
    .map((file) => ({ path: relative(ROOT, file), text: readFileSync(file, 'utf8') }));

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { newId } from '../state/state.ts';
import type { ResultStore } from './result-store.ts';

/** Results as files of a folder. A file appears whole or not at all. */
export class LocalResults implements ResultStore {
  constructor(readonly folder: string) {}

  async read(key: string): Promise<string | null> {
    try {
      return await readFile(this.#pathOf(key), 'utf8');
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
        return null;
      throw error;
    }
  }

  async write(key: string, record: string): Promise<void> {
    const path = this.#pathOf(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${newId()}`;
    await writeFile(temporary, record, { mode: 0o600 });
    await rename(temporary, path);
  }

  /** Keys come from other programs too: none leads out of the folder. */
  #pathOf(key: string): string {
    const folder = resolve(this.folder);
    const path = resolve(join(folder, key.startsWith(`${folder}${sep}`) ? key.slice(folder.length) : key));
    if (!path.startsWith(`${folder}${sep}`))
      throw new Error(`the result key "${key}" leads out of ${folder}`);
    return path;
  }
}

/** Results of this process; they end with it. */
export class MemoryResults implements ResultStore {
  readonly #records = new Map<string, string>();

  async read(key: string): Promise<string | null> {
    return this.#records.get(key) ?? null;
  }
  async write(key: string, record: string): Promise<void> {
    this.#records.set(key, record);
  }
}

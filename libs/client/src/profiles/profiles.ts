import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { addTable, removeTable, renameTable, setKey, setTopKey, unsetKey } from './toml-text.ts';

/** Settings by name, e.g. `ORCH_API_URL`. */
export type Profile = Readonly<Record<string, string>>;
/** What `profiles.toml` holds. */
export interface ProfileSet {
  readonly active: string | null;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** The file cannot be read or written as profiles; the message is for people. */
export class ProfilesError extends Error {
  override readonly name = 'ProfilesError';
}

const LOCK_STALE_MS = 10_000;
const LOCK_TRIES = 100;
const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readSet = (text: string, path: string): ProfileSet => {
  let root: unknown;
  try {
    root = parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ProfilesError(`${path} is not valid TOML: ${reason}`);
  }
  const { active, profiles } = isTable(root) ? root : {};
  const tables = isTable(profiles) ? Object.entries(profiles).filter(([, table]) => isTable(table)) : [];
  return {
    active: typeof active === 'string' ? active : null,
    profiles: Object.fromEntries(
      tables.map(([name, table]) => [
        name,
        Object.fromEntries(Object.entries(table as object).map(([key, value]) => [key, String(value)])), // checked above
      ]),
    ),
  };
};

const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;

/**
 * The file of profiles. It holds keys: only its owner may read it (0600), and it is replaced as a whole, so that nobody
 * ever reads half of it. Two commands that change it take turns.
 */
export class ProfilesFile {
  constructor(readonly path: string) {}

  /** The file in a home folder such as `~/.orch`. */
  static in(home: string): ProfilesFile {
    return new ProfilesFile(join(home, 'profiles.toml'));
  }

  /** An absent file holds no profiles. @throws ProfilesError */
  read(): ProfileSet {
    return readSet(this.#text(), this.path);
  }

  /** Makes a profile the active one. */
  use(name: string): void {
    this.#edit((text) => setTopKey(text, 'active', name));
  }
  create(name: string): void {
    this.#edit((text) => addTable(text, name));
  }
  set(name: string, values: Profile): void {
    this.#edit((text) =>
      Object.entries(values).reduce((edited, [key, value]) => setKey(edited, name, key, value), text),
    );
  }
  unset(name: string, keys: readonly string[]): void {
    this.#edit((text) => keys.reduce((edited, key) => unsetKey(edited, name, key), text));
  }
  delete(name: string): void {
    this.#edit((text) => removeTable(text, name));
  }
  /** The active profile stays the active one. */
  rename(name: string, newName: string): void {
    this.#edit((text, { active }) => {
      const renamed = renameTable(text, name, newName);
      return active === name ? setTopKey(renamed, 'active', newName) : renamed;
    });
  }

  #text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return '';
      throw new ProfilesError(`${this.path} cannot be read (${errorCode(error)})`);
    }
  }

  #edit(change: (text: string, before: ProfileSet) => string): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const unlock = this.#lock();
    try {
      const text = this.#text();
      const edited = change(text, readSet(text, this.path));
      readSet(edited, this.path); // never replaces a file that can be read by one that cannot
      const temporary = `${this.path}.${process.pid}.${randomBytes(4).toString('hex')}`;
      writeFileSync(temporary, edited, { mode: 0o600, flag: 'wx' });
      chmodSync(temporary, 0o600);
      renameSync(temporary, this.path);
    } finally {
      unlock();
    }
  }

  #lock(): () => void {
    const lock = `${this.path}.lock`;
    for (let tries = 0; tries < LOCK_TRIES; tries++) {
      try {
        mkdirSync(lock);
        return () => rmSync(lock, { recursive: true, force: true });
      } catch (error) {
        if (errorCode(error) !== 'EEXIST')
          throw new ProfilesError(`${dirname(this.path)} cannot be written (${errorCode(error)})`);
        if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
        else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    }
    throw new ProfilesError(`${lock} is held by another command; remove it if there is none`);
  }
}

const isStale = (lock: string): boolean => {
  try {
    return Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MS;
  } catch {
    return false; // gone meanwhile
  }
};

import { jsonText, type JsonText } from '@orch/kernel';

interface Node {
  readonly members: Map<string, Node>;
  /** What `*` stands for: every item of an array. */
  items?: Node;
  wanted: boolean;
}

const tries = new WeakMap<readonly string[], Node>();

function trieOf(paths: readonly string[]): Node {
  const known = tries.get(paths);
  if (known) return known;
  const root: Node = { members: new Map(), wanted: false };
  for (const path of paths) {
    let node = root;
    for (const part of path === '' ? [] : path.split('.')) {
      let next = part === '*' ? node.items : node.members.get(part);
      if (!next) {
        next = { members: new Map(), wanted: false };
        if (part === '*') node.items = next;
        else node.members.set(part, next);
      }
      node = next;
    }
    node.wanted = true;
  }
  tries.set(paths, root);
  return root;
}

const QUOTE = 34;
const BACKSLASH = 92;

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** One pass over JSON text that is known to be valid. Positions are UTF-16 indexes. */
class Scanner {
  private at = 0;
  readonly found = new Map<string, JsonText>();

  constructor(private readonly text: string) {}

  value(node: Node, path: string): void {
    this.space();
    const start = this.at;
    const first = this.text.charCodeAt(start);
    if (first === 123 && node.members.size > 0) this.object(node, path);
    else if (first === 91 && node.items) this.array(node.items, path);
    else this.skip();
    if (node.wanted) this.found.set(path, jsonText(this.text.slice(start, this.at)));
  }

  private object(node: Node, path: string): void {
    this.at += 1;
    for (;;) {
      this.space();
      if (this.text.charCodeAt(this.at) === 125) break;
      const member = node.members.get(this.key());
      this.space();
      this.at += 1; // the colon
      if (member) this.member(member, path);
      else {
        this.space();
        this.skip();
      }
      this.space();
      if (this.text.charCodeAt(this.at) !== 44) break;
      this.at += 1;
    }
    this.at += 1;
  }

  private lastKey = '';

  private member(node: Node, path: string): void {
    const key = path === '' ? this.lastKey : `${path}.${this.lastKey}`;
    // A repeated key replaces the earlier value with everything found inside it.
    if (node.members.size > 0 || node.items)
      for (const name of this.found.keys()) if (name.startsWith(`${key}.`)) this.found.delete(name);
    this.value(node, key);
  }

  private array(items: Node, path: string): void {
    this.at += 1;
    for (let index = 0; ; index += 1) {
      this.space();
      if (this.text.charCodeAt(this.at) === 93) break;
      this.value(items, path === '' ? String(index) : `${path}.${index}`);
      this.space();
      if (this.text.charCodeAt(this.at) !== 44) break;
      this.at += 1;
    }
    this.at += 1;
  }

  private key(): string {
    const start = this.at;
    this.string();
    const raw = this.text.slice(start + 1, this.at - 1);
    // An escaped key is decoded by the real parser: correct by definition, and rare.
    this.lastKey = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
    return this.lastKey;
  }

  private space(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
  }

  /** Steps over a string; `at` is on its first quote. */
  private string(): void {
    let end = this.at;
    for (;;) {
      end = this.text.indexOf('"', end + 1);
      let before = end - 1;
      while (this.text.charCodeAt(before) === BACKSLASH) before -= 1;
      if ((end - before) % 2 === 1) break;
    }
    this.at = end + 1;
  }

  /** Steps over one value of any kind, without recursion: the depth belongs to the user. */
  private skip(): void {
    let depth = 0;
    do {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) this.string();
      else {
        this.at += 1;
        if (code === 123 || code === 91) depth += 1;
        else if (code === 125 || code === 93) depth -= 1;
        else if (depth === 0) this.word();
      }
    } while (depth > 0);
  }

  /** Steps over the rest of a number, `true`, `false` or `null`. */
  private word(): void {
    for (; this.at < this.text.length; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code === 44 || code === 125 || code === 93 || isSpace(code)) return;
    }
  }
}

/**
 * Raw text of the members named by dot paths (`state.data`; `*` is every item of an array: `*.payload` gives `0.payload`,
 * `1.payload`, ...; the empty path is the whole text). Members that are absent are absent from the map;
 * of a repeated key the last one counts, as in `JSON.parse`.
 *
 * `text` must be valid JSON: call it after `JSON.parse` succeeded. Pass the same array each time, it is prepared once.
 */
export function sliceJsonMembers(text: string, paths: readonly string[]): Map<string, JsonText> {
  if (paths.length === 0) return new Map();
  const scanner = new Scanner(text);
  scanner.value(trieOf(paths), '');
  return scanner.found;
}

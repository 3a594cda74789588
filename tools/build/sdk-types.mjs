// Type declarations of the SDK: what its index reaches, and nothing of the internal packages.
import { dirname, join, posix, relative } from 'node:path';

const IMPORT = /(from\s+|import\()(['"])([^'"]+)\2/g;

/** Import specifiers of a declaration file. */
const importsOf = (text) => [...text.matchAll(IMPORT)].map((match) => match[3]);

/** All declarations of the sources, by their path from `src`. */
const declarations = async (root) => {
  const { default: ts } = await import('typescript');
  const source = join(root, 'libs/sdk/src');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const program = ts.createProgram([join(source, 'index.ts')], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    types: ['node'],
    rootDir: root,
    outDir: root,
  });
  const files = new Map();
  program.emit(undefined, (path, text) => {
    const place = relative(source, path).split('\\').join('/');
    if (!place.startsWith('..')) files.set(place, text);
  });
  return files;
};

/**
 * @param {string} root repository folder
 * @returns {Promise<Map<string, string>>} declaration files by path; `index.d.ts` is the entry
 * @throws Error when the index reaches a type of an internal package
 */
export const sdkTypes = async (root) => {
  const files = await declarations(root);
  const reached = new Map();
  const visit = (place) => {
    if (reached.has(place)) return;
    const text = files.get(place);
    if (text === undefined) throw new Error(`no declarations were made for ${place}`);
    reached.set(
      place,
      text.replace(
        IMPORT,
        (whole, head, quote, name) => `${head}${quote}${name.replace(/\.ts$/, '.js')}${quote}`,
      ),
    );
    for (const name of importsOf(text)) {
      if (name.startsWith('.')) visit(posix.join(dirname(place), name.replace(/\.ts$/, '.d.ts')));
      else if (!name.startsWith('node:')) throw new Error(`${place} shows a type of ${name}`);
    }
  };
  visit('index.d.ts');
  return reached;
};

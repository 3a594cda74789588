// esbuild drops the types that Nest's constructor injection reads; SWC writes them down as decorator metadata.
import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';

const options = (filename) => ({
  filename,
  sourceMaps: 'inline',
  inlineSourcesContent: false,
  swcrc: false,
  configFile: false,
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
});

/** @returns {import('esbuild').Plugin} transforms our own TypeScript; packages are left to esbuild */
export const swcPlugin = () => ({
  name: 'swc',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      try {
        const { code } = await transform(await readFile(path, 'utf8'), options(path));
        return { contents: code, loader: 'js' };
      } catch (error) {
        // Place and reason; the rest is the compiler's own stack.
        return { errors: [{ text: error.message.split('\n\n')[0] }] };
      }
    });
  },
});

// Packages ask for `graphql` and for files inside it. The package has each file twice, as an ES module and as CommonJS; in a
// bundle that holds both, types of the one are strangers to the other and every operation with a variable fails.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = dirname(createRequire(import.meta.url).resolve('graphql/package.json'));

/** Every import of `graphql`, or of a file in it, is its ES module. @returns {import('esbuild').Plugin} */
export const oneGraphql = () => ({
  name: 'one graphql',
  setup(build) {
    build.onResolve({ filter: /^graphql($|\/)/ }, ({ path }) => {
      const inside = path.slice('graphql/'.length).replace(/\.js$/, '');
      const found = [`${inside || 'index'}.mjs`, `${inside}/index.mjs`].map((file) => join(FOLDER, file));
      return { path: found.find(existsSync) };
    });
  },
});

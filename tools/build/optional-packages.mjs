// Nest, Fastify and pg ask for some packages only when a feature is used. One that a package (never our own source)
// imports and that is not installed stays a plain import, whose failure the asking code expects.
const PROBED = Symbol('probed');

/** @returns {import('esbuild').Plugin} */
export const optionalPackages = () => ({
  name: 'optional packages',
  setup(build) {
    build.onResolve(
      { filter: /^[^./]/ },
      async ({ path, importer, kind, resolveDir, namespace, with: attributes, pluginData }) => {
        if (pluginData === PROBED || !importer.includes('/node_modules/')) return undefined;
        const found = await build.resolve(path, {
          importer,
          kind,
          resolveDir,
          namespace,
          with: attributes,
          pluginData: PROBED,
        });
        return found.errors.length > 0 ? { path, external: true } : found;
      },
    );
  },
});

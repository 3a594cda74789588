/** Jest's globalTeardown: stops what global-setup.mjs started. */
const tearDown = async () => globalThis.orchTestCluster?.stop();

export default tearDown;

/**
 * What is wrong with this version of Node, in words, or nothing. Vite, which builds the app, supports
 * ^20.19.0 and >=22.12.0.
 *
 * @param {string} version as in process.versions.node
 * @returns {string | undefined}
 */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const supported =
    (major === 20 && Number(minor) >= 19) || (major === 22 && Number(minor) >= 12) || Number(major) > 22;
  if (supported) return undefined;
  return (
    `CNN zoo needs Node 20.19 or newer (22.12 or newer in the 22 series); this is Node ${version}.\n` +
    'Get a current one from https://nodejs.org and run the command again.'
  );
}

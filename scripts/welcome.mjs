/**
 * Where the app is served, and what an address on the network lacks.
 *
 * @param {{ readonly local: readonly string[], readonly network: readonly string[] }} addresses
 * @returns {string} a line each
 */
export function welcome({ local, network }) {
  const lines = [`CNN zoo is ready: ${local[0] ?? network[0]}`];
  for (const address of network) lines.push(`  on your network: ${address}`);
  if (network.some((address) => address.startsWith('http:')))
    lines.push(
      '  Browsers take an http address on the network for not secure: no data is kept there, WebAssembly has one',
      '  thread, and the page does not open without the network. Put an https server in front to have them all.',
    );
  return lines.join('\n');
}

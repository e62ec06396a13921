/** Whether the host has another release of the page by now, whose files have other names than those of this one. */
export async function isReplaced(): Promise<boolean> {
  const script = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  if (!script) return false;
  try {
    const response = await fetch(location.pathname, { cache: 'no-store' });
    return response.ok && !(await response.text()).includes(script);
  } catch (thrown) {
    // Without the network nothing can be said of the host.
    if (thrown instanceof TypeError) return false;
    throw thrown;
  }
}

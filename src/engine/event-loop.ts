const channel = new MessageChannel();
const waiting: (() => void)[] = [];
/** In Node an open port keeps the process alive: it must while someone waits, and must not otherwise. */
const port: MessagePort & { ref?(): void; unref?(): void } = channel.port1;
port.onmessage = () => {
  waiting.shift()?.();
  if (waiting.length === 0) port.unref?.();
};
port.unref?.();

/**
 * Lets pending messages in. A message, unlike a timer or an animation frame, is neither clamped to
 * milliseconds nor held back in a hidden tab.
 */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    port.ref?.();
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

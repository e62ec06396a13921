const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();
// In Node an open port would keep the process alive.
(channel.port1 as { unref?(): void }).unref?.();

/**
 * Lets pending messages in. A message, unlike a timer or an animation frame, is neither clamped to
 * milliseconds nor held back in a hidden tab.
 */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

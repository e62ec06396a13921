import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import type { Room } from './geometry.ts';

/** An element's inner size as it changes; undefined before it is known. */
export function useFrame(frame: RefObject<HTMLElement | null>): Room | undefined {
  const [room, setRoom] = useState<Room>();
  useLayoutEffect(() => {
    const element = frame.current;
    if (element !== null) setRoom({ width: element.clientWidth, height: element.clientHeight });
  }, [frame]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setRoom((before) => (before?.width === next.width && before.height === next.height ? before : next));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return room;
}

/** Whether an element fills the screen, and how to change that; undefined where the browser has no such thing. */
export function useFullScreen(element: RefObject<HTMLElement | null>) {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement === element.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, [element]);
  if (!document.fullscreenEnabled) return undefined;
  const toggle = () => {
    if (isFull) void document.exitFullscreen();
    else void element.current?.requestFullscreen();
  };
  return { isFull, toggle };
}

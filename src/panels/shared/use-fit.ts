import { useMemo } from 'react';
import type { Fit } from '#models/memory/fit.ts';
import { fitOf } from '#store/fit.ts';
import { useApp } from './app-context.ts';
import { useImages } from './use-images.ts';

/** Whether the set-up fits the backend; undefined while that is not known. */
export function useFit(): Fit | undefined {
  const draft = useApp((state) => state.draft);
  const images = useImages();
  const backend = useApp((state) => state.engine.backend);
  return useMemo(() => fitOf(draft, images, backend), [draft, images, backend]);
}

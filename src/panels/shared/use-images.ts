import { useMemo } from 'react';
import { type Images, setUpImages } from '#store/images.ts';
import { useApp } from './app-context.ts';

/** The images that the set-up would be trained on; undefined while that is not known. */
export function useImages(): Images | undefined {
  const draft = useApp((state) => state.draft);
  const dataset = useApp((state) => state.dataset);
  const { shape, numClasses } = setUpImages(draft, dataset) ?? {};
  const [height, width, channels] = shape ?? [];
  // The same images stay the same object, whatever else of the data changes: loading tells its progress often.
  return useMemo(
    () =>
      height === undefined || width === undefined || channels === undefined || numClasses === undefined
        ? undefined
        : { shape: [height, width, channels], numClasses },
    [height, width, channels, numClasses],
  );
}

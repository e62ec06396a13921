import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import styles from './image-tile.module.css';

/** Images of one size as bytes, one after the other: count x height x width x channels, 1 (grey) or 3 (RGB). */
export interface ImageBytes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

export interface ImageTileProps {
  readonly images: ImageBytes;
  /** Which image of the batch. */
  readonly position: number;
  readonly label: string;
  readonly caption?: ReactNode;
  readonly isWrong?: boolean;
  /** Shows it large. */
  readonly onOpen?: () => void;
}

function paintImage(canvas: HTMLCanvasElement, images: ImageBytes, position: number): void {
  const { height, width, channels, pixels } = images;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const target = context.createImageData(width, height);
  const offset = position * height * width * channels;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const source = channels === 1 ? pixel : pixel * channels + channel;
      target.data[pixel * 4 + channel] = pixels[offset + source] ?? 0;
    }
    target.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(target, 0, 0);
}

/** For a canvas that shows one image of some bytes, and is painted anew when they change. */
export function usePaintedImage(images: ImageBytes, position: number): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (ref.current !== null) paintImage(ref.current, images, position);
  }, [images, position]);
  return ref;
}

/** One image drawn from its bytes, with a caption; a wrong one is crossed out, not only coloured. */
export function ImageTile({ images, position, label, caption, isWrong = false, onOpen }: ImageTileProps) {
  const ref = usePaintedImage(images, position);
  const { width, height } = images;
  return (
    <figure className={styles['tile']} data-wrong={isWrong}>
      {onOpen === undefined ? (
        <canvas
          ref={ref}
          className={styles['canvas']}
          width={width}
          height={height}
          role="img"
          aria-label={label}
        />
      ) : (
        <button type="button" className={styles['open']} aria-label={label} onClick={onOpen}>
          <canvas ref={ref} className={styles['canvas']} width={width} height={height} />
        </button>
      )}
      {/* A new answer comes in anew, so that it is seen to change. */}
      {caption !== undefined && (
        <figcaption key={String(caption)} className={styles['caption']} aria-hidden="true">
          {caption}
        </figcaption>
      )}
    </figure>
  );
}

export interface ImageGridProps {
  readonly children: ReactNode;
  /** Where it stands for something; else as many as there is room for. */
  readonly columns?: 10;
}

export function ImageGrid({ children, columns }: ImageGridProps) {
  return (
    <div className={styles['grid']} data-columns={columns}>
      {children}
    </div>
  );
}

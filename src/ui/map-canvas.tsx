import { type ImageBytes, usePaintedImage } from './image-tile.tsx';
import styles from './map-canvas.module.css';

export interface MapCanvasProps {
  readonly images: ImageBytes;
  readonly position: number;
  readonly className?: string | undefined;
}

/** One image or map, painted anew when its bytes change; what it shows is said beside it. */
export function MapCanvas({ images, position, className }: MapCanvasProps) {
  const ref = usePaintedImage(images, position);
  return (
    <span aria-hidden="true" className={className}>
      <canvas ref={ref} className={styles['map']} width={images.width} height={images.height} />
    </span>
  );
}

import { Gallery } from './gallery.tsx';
import styles from './zoo-place.module.css';

export default function ZooPlace() {
  return (
    <div className={styles['place']}>
      <Gallery />
    </div>
  );
}

import { useLayoutEffect, useRef } from 'react';
import { useApp } from '#panels/shared/app-context.ts';
import { GALLERY_HEADING, Gallery } from './gallery.tsx';
import { NET_HEADING } from './net-head.tsx';
import { NetPage } from './net-page.tsx';
import styles from './zoo-place.module.css';

export default function ZooPlace() {
  const net = useApp((state) => state.zoo.net);
  useFocusOnPage(net?.id);
  return <div className={styles['place']}>{net === undefined ? <Gallery /> : <NetPage form={net} />}</div>;
}

/** A net's page starts at its heading; back in the gallery, the reader finds the link that they followed. */
function useFocusOnPage(id: string | undefined): void {
  const before = useRef(id);
  useLayoutEffect(() => {
    const left = before.current;
    before.current = id;
    if (left === id) return;
    if (id !== undefined) {
      window.scrollTo(0, 0);
      document.getElementById(NET_HEADING)?.focus({ preventScroll: true });
    } else {
      const link = document.querySelector<HTMLElement>(`[data-net="${left}"]`);
      const fold = link?.closest('details');
      if (fold) fold.open = true;
      (link ?? document.getElementById(GALLERY_HEADING))?.focus();
    }
  }, [id]);
}

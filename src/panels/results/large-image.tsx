import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#panels/shared/format.ts';
import type { AnsweredImage } from '#store/measures/mistakes.ts';
import { BarList } from '#ui/bar-list.tsx';
import { type ImageBytes, ImageTile } from '#ui/image-tile.tsx';
import styles from './large-image.module.css';

export interface LargeImageProps {
  readonly images: ImageBytes;
  readonly position: number;
  /** What one net says of it, or several, each by its name. */
  readonly answered: readonly { readonly of: string | undefined; readonly image: AnsweredImage }[];
  readonly name: (index: number) => string;
  readonly onClose: () => void;
  /** To the image before (-1) or after (1). */
  readonly onMove: (by: -1 | 1) => void;
}

/** An image large, with the best answers to it. */
export function LargeImage({ images, position, answered, name, onClose, onMove }: LargeImageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const trueClass = answered[0]?.image.trueClass ?? 0;
  const title = t('measure.imageOf', { name: name(trueClass) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') onMove(-1);
    else if (event.key === 'ArrowRight') onMove(1);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={title}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <h2 className={styles['title']}>{title}</h2>
      <div className={styles['columns']}>
        <div className={styles['image']}>
          {position >= 0 && <ImageTile images={images} position={position} label={title} />}
        </div>
        {answered.map(({ of, image }) => (
          <div key={of ?? ''} className={styles['answers']}>
            {of !== undefined && <h3>{of}</h3>}
            {image.best.length === 0 ? (
              <p>{t('measure.noAnswer')}</p>
            ) : (
              <BarList
                label={of ?? t('measure.best')}
                max={1}
                bars={image.best.map(({ answer, probability }) => ({
                  name: name(answer),
                  value: probability,
                  text: format.percent(probability),
                  isStrong: answer === trueClass,
                }))}
              />
            )}
            <p>
              {t('measure.trueProbability', {
                name: name(trueClass),
                probability: Number.isNaN(image.trueProbability)
                  ? '–'
                  : format.percent(image.trueProbability),
              })}
            </p>
          </div>
        ))}
      </div>
      <div className={styles['buttons']}>
        <Button variant="default" onClick={() => onMove(-1)}>
          {t('measure.previous')}
        </Button>
        <Button variant="default" onClick={() => onMove(1)}>
          {t('measure.next')}
        </Button>
        <Button onClick={onClose}>{t('page.dismiss')}</Button>
      </div>
    </dialog>
  );
}

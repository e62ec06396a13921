import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import { imagesOf } from '#store/images.ts';
import { expectedMs, type QueueItem } from '#store/queue.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import styles from './compare-place.module.css';
import { QueueForm } from './queue-form.tsx';

/** Trainings that follow one another, to be compared afterwards. */
export function TrainingQueue() {
  const { t } = useTranslation();
  const format = useFormat();
  const { startQueue, pauseQueue, clearQueue, compareQueue } = useActions();
  const { items, isGoing } = useApp((state) => state.queue);
  const kept = useApp((state) => state.keptRuns.runs);
  const waiting = items.filter(({ status }) => status === 'waiting');
  const times = waiting.map(({ config }) => expectedMs(config, kept));
  const known = times.flatMap((time) => time ?? []);
  const hasLeft = waiting.length > 0 || items.some(({ status }) => status === 'running');
  const hasEnded = items.some(({ status }) => status !== 'waiting' && status !== 'running');
  return (
    <Card title={t('queue.title')}>
      <QueueForm />
      {items.length > 0 && (
        <>
          <div className={styles['row']}>
            {isGoing ? (
              <Button variant="default" onClick={pauseQueue}>
                {t('queue.pause')}
              </Button>
            ) : (
              <Button disabled={!hasLeft} onClick={startQueue}>
                {t('queue.start')}
              </Button>
            )}
            <Button variant="default" disabled={!hasEnded} onClick={compareQueue}>
              {t('queue.compare')}
            </Button>
            <Button variant="default" disabled={!hasEnded} onClick={clearQueue}>
              {t('queue.clear')}
            </Button>
            <p className={styles['note']} role="status">
              {waiting.length === 0
                ? t(isGoing ? 'queue.last' : 'queue.done')
                : known.length < times.length
                  ? t('queue.unknown', { count: waiting.length })
                  : t('queue.takes', {
                      count: waiting.length,
                      time: format.roughDuration(known.reduce((sum, time) => sum + time, 0)),
                    })}
            </p>
          </div>
          <Items items={items} />
        </>
      )}
    </Card>
  );
}

function Items({ items }: { readonly items: readonly QueueItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const netName = useNetName();
  const datasetName = useDatasetName();
  const { moveInQueue, removeFromQueue } = useActions();
  const summary = useApp((state) => state.dataset.summary);
  const isWaiting = (place: number) => items[place]?.status === 'waiting';
  return (
    <ScrollTable
      caption={t('queue.title')}
      ofWords
      columns={[
        t('queue.training'),
        t('train.fields.epochs'),
        t('train.fields.learningRate'),
        t('train.fields.seed'),
        t('queue.status'),
        t('queue.actions'),
      ]}
      rows={items.map(({ id, config, status, error }, place) => {
        const name = t('run.name', {
          model: netName(config.model, imagesOf(config.dataset, summary)),
          dataset: datasetName(config.dataset),
        });
        const words = { number: format.whole(place + 1), name };
        return [
          name,
          format.whole(config.recipe.epochs),
          format.short(config.recipe.learningRate),
          String(config.seed),
          error === undefined
            ? t(`queue.status_${status}`)
            : t('queue.failedBecause', { error: errorText(error) }),
          <span key="actions" className={styles['actions']}>
            <Button
              size="xs"
              variant="default"
              disabled={!isWaiting(place) || !isWaiting(place - 1)}
              aria-label={t('queue.earlierItem', words)}
              onClick={() => moveInQueue(id, -1)}
            >
              ↑
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={!isWaiting(place) || !isWaiting(place + 1)}
              aria-label={t('queue.laterItem', words)}
              onClick={() => moveInQueue(id, 1)}
            >
              ↓
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={status === 'running'}
              aria-label={t('queue.removeItem', words)}
              onClick={() => removeFromQueue(id)}
            >
              ✕
            </Button>
          </span>,
        ];
      })}
    />
  );
}

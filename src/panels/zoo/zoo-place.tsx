import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { architectures } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useLocalized } from '#panels/shared/format.ts';
import { NetFacts } from '#panels/shared/net-facts.tsx';
import { isActive } from '#store/run.ts';
import { fitsImages, minimumSide } from '#store/run-config.ts';
import { Card } from '#ui/card.tsx';
import styles from './zoo-place.module.css';

export default function ZooPlace() {
  const { t } = useTranslation();
  const { chooseModel, goTo } = useActions();
  const isBusy = useApp((state) => isActive(state.run));
  const localized = useLocalized();
  return (
    <div className={styles['place']}>
      <h1>{t('net.zooTitle')}</h1>
      <p>{t('net.zooIntro')}</p>
      {architectures.map((architecture) => (
        <Card key={architecture.id} title={`${architecture.name} (${architecture.year})`}>
          <p>{localized(architecture.idea)}</p>
          <NetFacts id={architecture.id} />
          {!fitsImages(architecture) && <p>{t('net.tooSmall', { side: minimumSide(architecture) })}</p>}
          <div>
            <Button
              disabled={isBusy || !fitsImages(architecture)}
              onClick={() => {
                chooseModel(architecture);
                goTo('train');
              }}
            >
              {t('net.choose', { name: architecture.name })}
            </Button>
          </div>
        </Card>
      ))}
    </div>
  );
}

import { useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { DataWarnings } from '#panels/shared/data-warnings.tsx';
import { FitNotice } from '#panels/shared/fit-notice.tsx';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { useFit } from '#panels/shared/use-fit.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { readyData } from '#store/dataset.ts';
import styles from './train-place.module.css';

/** What is to be known of the set-up before it is started: how the net was adapted, and what may go wrong. */
export function SetUpNotices() {
  const model = useApp((state) => state.draft.model);
  const isBusy = useIsBusy();
  const data = useApp((state) => readyData(state.dataset));
  const adaptation = useAdaptation(model, useImages());
  const fit = useFit();
  return (
    <>
      {adaptation !== undefined && <p className={styles['adaptation']}>{adaptation}</p>}
      {fit !== undefined && !isBusy && <FitNotice fit={fit} />}
      {data !== undefined && !isBusy && <DataWarnings data={data} />}
    </>
  );
}

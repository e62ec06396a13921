import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { EXPORT_FORMATS } from '#protocol/export.ts';
import { formatFor } from '#store/export.ts';
import { Meter } from '#ui/meter.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './export-dialog.module.css';

/** In which format a net is to be taken away; shows how far that has come. */
export default function ExportDialog() {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { chooseExportFormat, exportNet, cancelExport, closeExport } = useActions();
  const exporting = useApp((state) => state.exporting);
  const dialog = useRef<HTMLDialogElement>(null);
  const { opened, request, error } = exporting;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  if (opened === undefined) return null;
  const isUntrained = opened.source.kind === 'untrained';
  const formats = EXPORT_FORMATS.filter((name) => !(isUntrained && name === 'csv'));
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby="export-title" onClose={closeExport}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          exportNet();
        }}
      >
        <h2 id="export-title">{t('export.title', { name: opened.name })}</h2>
        {opened.source.kind === 'untrained' && (
          <p>{t('export.untrained', { seed: format.whole(opened.source.net.seed) })}</p>
        )}
        <fieldset className={styles['formats']} disabled={request !== undefined}>
          <legend className="only-read">{t('export.format')}</legend>
          {formats.map((name) => (
            <label key={name} className={styles['format']}>
              <input
                type="radio"
                name="export-format"
                aria-labelledby={`export-${name}`}
                aria-describedby={`export-${name}-help`}
                checked={name === formatFor(exporting)}
                onChange={() => chooseExportFormat(name)}
              />
              <span>
                <strong id={`export-${name}`}>{t(`export.formats.${name}`)}</strong>
                <span id={`export-${name}-help`} className={styles['help']}>
                  {t(`export.help.${name}`)}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        {request !== undefined && (
          <Meter
            label={t('export.writing')}
            detail={
              request.totalBytes === 0
                ? ''
                : t('export.progress', {
                    done: format.bytes(request.doneBytes),
                    total: format.bytes(request.totalBytes),
                  })
            }
            done={request.doneBytes}
            total={request.totalBytes}
            action={
              <Button size="xs" variant="default" onClick={cancelExport}>
                {t('export.cancel')}
              </Button>
            }
          />
        )}
        {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
        <div className={styles['actions']}>
          <Button type="submit" disabled={request !== undefined}>
            {t('export.save')}
          </Button>
          <Button variant="default" onClick={closeExport}>
            {t('export.close')}
          </Button>
        </div>
      </form>
    </dialog>
  );
}

import { Button } from '@mantine/core';
import { Fragment, useRef, useState } from 'react';
import type { DroppedFile } from './dropped-files.ts';
import styles from './file-drop.module.css';

export interface FileDropProps {
  readonly text: string;
  readonly buttonLabel: string;
  readonly folderLabel: string;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly DroppedFile[]) => void;
}

/**
 * Where files are given: the place to aim at when dropping them, and a button for keyboards and touch. The page as
 * a whole takes what is dropped.
 */
export function FileDrop({ text, buttonLabel, folderLabel, disabled = false, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const give = (files: FileList | null) => {
    if (disabled || files === null || files.length === 0) return;
    onFiles([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for pointers; the button does the same
    <div
      className={styles['drop']}
      data-over={isOver}
      onDragOver={() => setOver(!disabled)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      <span>{text}</span>
      {(
        [
          [input, buttonLabel, false],
          [folderInput, folderLabel, true],
        ] as const
      ).map(([field, label, isFolder]) => (
        <Fragment key={label}>
          <Button size="xs" variant="default" disabled={disabled} onClick={() => field.current?.click()}>
            {label}
          </Button>
          <input
            ref={field}
            type="file"
            multiple
            {...(isFolder && { webkitdirectory: '' })}
            hidden
            aria-label={label}
            onChange={({ currentTarget }) => {
              give(currentTarget.files);
              // The same files can be chosen again after they were mended.
              currentTarget.value = '';
            }}
          />
        </Fragment>
      ))}
    </div>
  );
}

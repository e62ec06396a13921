import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import styles from './file-drop.module.css';

export interface FileDropProps {
  readonly text: string;
  readonly buttonLabel: string;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/**
 * Where files are given: the place to aim at when dropping them, and a button for keyboards and touch. The page as
 * a whole takes what is dropped.
 */
export function FileDrop({ text, buttonLabel, disabled = false, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const give = (files: FileList | null) => {
    if (!disabled && files !== null && files.length > 0) onFiles([...files]);
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
      <Button size="xs" variant="default" disabled={disabled} onClick={() => input.current?.click()}>
        {buttonLabel}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={buttonLabel}
        onChange={({ currentTarget }) => {
          give(currentTarget.files);
          // The same files can be chosen again after they were mended.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}

import { Button } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import styles from './file-drop.module.css';
import { Notice } from './notice.tsx';

export interface FileDropProps {
  readonly text: string;
  readonly buttonLabel: string;
  /** Why files cannot be taken now; said to whoever drops some. */
  readonly refusal?: string | undefined;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Takes files by drop, or through a button for keyboards and touch. */
export function FileDrop({ text, buttonLabel, refusal, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const isDisabled = refusal !== undefined;
  const give = (files: FileList | null) => {
    if (files === null || files.length === 0) return;
    setRefused(isDisabled);
    if (!isDisabled) onFiles([...files]);
  };
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setOver(!isDisabled);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is for pointers; the button does the same */}
      <div
        className={styles['drop']}
        data-over={isOver}
        onDragOver={hover}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          give(event.dataTransfer.files);
        }}
      >
        <span>{text}</span>
        <Button size="xs" variant="default" disabled={isDisabled} onClick={() => input.current?.click()}>
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
      {isRefused && isDisabled && <Notice kind="error">{refusal}</Notice>}
    </>
  );
}

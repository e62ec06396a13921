import type { Node, NodeProps } from '@xyflow/react';
import { createContext, useContext, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagramNode } from './diagram-layout.ts';
import styles from './net-diagram.module.css';
import { nodeKind } from './node-kind.ts';
import { useNodeText } from './node-text.ts';

export type FlowNode = Node<{ readonly box: DiagramNode }, 'box'>;

/** What the boxes have in common; apart from their data, so that a new selection makes no new boxes. */
export interface DiagramFocus {
  /** The box that shows the chosen layer. */
  readonly chosen: string | undefined;
  /** The one box that Tab reaches; the arrow keys pass this on. */
  readonly current: string | undefined;
  /** Whether the current box takes the focus as soon as it is there. */
  readonly takesFocus: boolean;
  onPress(node: DiagramNode): void;
}

export const DiagramFocusContext = createContext<DiagramFocus | undefined>(undefined);

/** A layer, or a block to fold and unfold. */
export function DiagramBox({ data: { box } }: NodeProps<FlowNode>) {
  const { t } = useTranslation();
  const textOf = useNodeText();
  const focus = useContext(DiagramFocusContext);
  if (focus === undefined) throw new Error('a box outside a diagram');
  const { chosen, current, takesFocus, onPress } = focus;
  const button = useRef<HTMLButtonElement>(null);
  const isCurrent = current === box.id;
  const { name, detail, shape } = textOf(box);

  useEffect(() => {
    if (isCurrent && takesFocus) button.current?.focus({ preventScroll: true });
  }, [isCurrent, takesFocus]);

  const isBlock = box.layer === undefined;
  const named = box.layer?.label === undefined ? box.id : `${box.layer.label} (${box.id})`;
  const label = isBlock
    ? t(box.isUnfolded ? 'net.diagram.fold' : 'net.diagram.unfold', {
        name: box.id,
        layers: `${detail}, ${shape}`,
      })
    : `${named}: ${detail}, ${shape}`;
  return (
    <button
      ref={button}
      type="button"
      className={styles['box']}
      style={{ width: box.width, height: box.height }}
      data-kind={nodeKind(box)}
      data-chosen={chosen === box.id}
      tabIndex={isCurrent ? 0 : -1}
      title={label}
      aria-label={label}
      {...(isBlock ? { 'aria-expanded': box.isUnfolded } : { 'aria-pressed': chosen === box.id })}
      onClick={() => onPress(box)}
    >
      <strong>
        {name}
        {isBlock && <span aria-hidden="true">{box.isUnfolded ? '−' : '+'}</span>}
      </strong>
      {!box.isUnfolded && (
        <>
          {' '}
          <span>{detail}</span> <span>{shape}</span>
        </>
      )}
    </button>
  );
}

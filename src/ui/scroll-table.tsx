import type { ReactNode } from 'react';
import styles from './scroll-table.module.css';

export interface ScrollTableProps {
  /** Read out, not shown: the heading above says the same. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** Cells hold words rather than figures, and stand below the start of their column's name. */
  readonly ofWords?: boolean;
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly ReactNode[])[];
  readonly footer?: readonly ReactNode[];
}

/** A table of figures that scrolls sideways where the page is narrow. */
export function ScrollTable({ caption, columns, ofWords = false, rows, footer }: ScrollTableProps) {
  const cells = ([heading, ...values]: readonly ReactNode[]) => (
    <>
      <th scope="row">{heading}</th>
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column
        <td key={index}>{value}</td>
      ))}
    </>
  );
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: no form; the part around it is the landmark, of the same name
    // biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles['scroll']} role="group" aria-label={caption} tabIndex={0}>
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above */}
      <table className={styles['table']} data-of-words={ofWords}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever appended
            <tr key={index}>{cells(row)}</tr>
          ))}
        </tbody>
        {footer !== undefined && (
          <tfoot>
            <tr>{cells(footer)}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

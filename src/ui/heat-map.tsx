import { type KeyboardEvent, useRef, useState } from 'react';
import { HeatCanvas } from './heat-canvas.tsx';
import { type HeatMapProps, heatLevel, largest, MOVES, type Position } from './heat-level.ts';
import styles from './heat-map.module.css';

/** From here on white is the more legible on the light theme's colours: both have 4.5:1. */
const WHITE_TEXT_LEVEL = 0.86;

/** With more rows the cells are too small for figures, and too many for elements of the page. */
const MOST_ROWS_OF_TABLE = 20;

/** A square of counts with coloured cells. One tab stop; the arrow keys go from cell to cell. */
export function HeatMap(props: HeatMapProps) {
  return props.names.length > MOST_ROWS_OF_TABLE ? <HeatCanvas {...props} /> : <HeatTable {...props} />;
}

function HeatTable(props: HeatMapProps) {
  const { label, rowTitle, columnTitle, names, values, order, format, cellLabel, rowLabel } = props;
  const { onCell, onRow } = props;
  const table = useRef<HTMLTableElement>(null);
  // Column -1 holds the names of the rows.
  const [active, setActive] = useState<Position>([0, 0]);
  const most = largest(values);
  const side = names.length;

  const move = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const row = Math.min(side - 1, Math.max(0, active[0] + by[0]));
    const column = Math.min(side - 1, Math.max(-1, active[1] + by[1]));
    setActive([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  const cell = (row: number, column: number) => ({
    type: 'button' as const,
    'data-cell': `${row} ${column}`,
    tabIndex: active[0] === row && active[1] === column ? 0 : -1,
    onFocus: () => setActive([row, column]),
  });

  return (
    <div className={styles['scroll']}>
      <table ref={table} className={styles['map']} aria-label={label} onKeyDown={move}>
        <thead>
          <tr>
            <td className={styles['corner']}>
              {rowTitle} \ {columnTitle}
            </td>
            {order.map((index) => (
              <th key={index} scope="col">
                {names[index]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((index, row) => (
            <tr key={index}>
              <th scope="row">
                <button {...cell(row, -1)} aria-label={rowLabel(index)} onClick={() => onRow(index)}>
                  {names[index]}
                </button>
              </th>
              {order.map((other, column) => {
                const value = values[index * side + other] ?? 0;
                const heat = heatLevel(value, most);
                return (
                  <td
                    key={other}
                    data-diagonal={row === column}
                    data-less={value < 0}
                    style={{ '--level': heat } as object}
                  >
                    <button
                      {...cell(row, column)}
                      data-strong={heat > WHITE_TEXT_LEVEL}
                      aria-label={cellLabel(index, other)}
                      onClick={() => onCell(index, other)}
                    >
                      {format(value)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import styles from './bar-list.module.css';

export interface BarListProps {
  readonly label: string;
  readonly bars: readonly {
    readonly name: string;
    readonly value: number;
    readonly text: string;
    readonly isStrong?: boolean;
  }[];
  /** The value of a full bar. */
  readonly max: number;
}

/** Named bars with their figures: a table, so that it reads as well as it looks. */
export function BarList({ label, bars, max }: BarListProps) {
  return (
    <table className={styles['bars']} aria-label={label}>
      <tbody>
        {bars.map(({ name, value, text, isStrong = false }) => (
          <tr key={name} data-strong={isStrong}>
            <th scope="row">{name}</th>
            <td className={styles['track']} aria-hidden="true">
              <div className={styles['bar']} style={{ width: `${max > 0 ? (100 * value) / max : 0}%` }} />
            </td>
            <td className={styles['figure']}>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

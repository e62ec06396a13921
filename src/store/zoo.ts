import type { NetForm } from './net-form.ts';

export const ORDERS = ['year', 'name', 'params', 'multiplyAdds'] as const;
export type Order = (typeof ORDERS)[number];

export interface ZooState {
  /** The net whose page is open; undefined in the gallery. */
  readonly net: NetForm | undefined;
  readonly order: Order;
  /** A family's name, or '' for all. */
  readonly family: string;
  /** Whether every version has a card of its own, or all versions of a design share one. */
  readonly isEveryVersion: boolean;
}

export const initialZoo: ZooState = { net: undefined, order: 'year', family: '', isEveryVersion: false };

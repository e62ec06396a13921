import type { NetForm } from './net-form.ts';

export const ORDERS = ['year', 'name', 'params', 'multiplyAdds'] as const;
export type Order = (typeof ORDERS)[number];

/** The parts of a net's page, of which one is shown. */
export const NET_TABS = ['diagram', 'layers', 'paper', 'adapt'] as const;
export type NetTab = (typeof NET_TABS)[number];

export interface ZooState {
  /** The net whose page is open; undefined in the gallery. */
  readonly net: NetForm | undefined;
  /** Of the net's page. */
  readonly tab: NetTab;
  readonly order: Order;
  /** What a net's name is searched for; '' for all. */
  readonly search: string;
  /** A family's name, or '' for all. */
  readonly family: string;
  /** Whether every version has a card of its own, or all versions of a design share one. */
  readonly isEveryVersion: boolean;
}

export const initialZoo: ZooState = {
  net: undefined,
  tab: 'diagram',
  order: 'year',
  search: '',
  family: '',
  isEveryVersion: false,
};

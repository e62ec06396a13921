import type { ReactNode } from 'react';
import { formatPermalink, type Place } from '#store/permalink.ts';
import { Link } from '#ui/link.tsx';
import { useActions, useApp } from './app-context.ts';

export interface PlaceLinkProps {
  readonly place: Place;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly isCurrentPage?: boolean;
}

/** Leads to a place, with the set-up as it stands. */
export function PlaceLink({ place, ...link }: PlaceLinkProps) {
  const { goTo } = useActions();
  const config = useApp((state) => state.draft);
  return <Link {...link} href={formatPermalink({ place, config })} onFollow={() => goTo(place)} />;
}

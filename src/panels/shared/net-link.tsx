import type { ReactNode } from 'react';
import type { NetForm } from '#store/net-form.ts';
import { formatPermalink } from '#store/permalink.ts';
import { Link } from '#ui/link.tsx';
import { useActions, useApp } from './app-context.ts';

/** Opens a net's page in the zoo. */
export function NetLink({ net, children }: { readonly net: NetForm; readonly children: ReactNode }) {
  const { showNet } = useActions();
  const config = useApp((state) => state.draft);
  return (
    <Link
      href={formatPermalink({ place: 'zoo', config, net })}
      data-net={net.id}
      onFollow={() => showNet(net)}
    >
      {children}
    </Link>
  );
}

import type { ReactNode } from 'react';
import type { NetForm } from '#store/net-form.ts';
import { formatPermalink } from '#store/permalink.ts';
import { useActions, useApp } from './app-context.ts';

/** Opens a net's page in the zoo; a link like any other, for another tab too. */
export function NetLink({ net, children }: { readonly net: NetForm; readonly children: ReactNode }) {
  const { showNet } = useActions();
  const config = useApp((state) => state.draft);
  return (
    <a
      href={formatPermalink({ place: 'zoo', config, net })}
      data-net={net.id}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        showNet(net);
      }}
    >
      {children}
    </a>
  );
}

import type { ReactNode } from 'react';
import type { Architecture } from '#models/catalog.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { publishedForm } from '#store/net-form.ts';
import { formatPermalink } from '#store/permalink.ts';

export interface NetLinkProps {
  readonly architecture: Architecture;
  readonly children: ReactNode;
}

/** Opens a net's page; a link like any other, for another tab too. */
export function NetLink({ architecture, children }: NetLinkProps) {
  const { showNet } = useActions();
  const config = useApp((state) => state.draft);
  const net = publishedForm(architecture);
  return (
    <a
      href={formatPermalink({ place: 'zoo', config, net })}
      data-net={architecture.id}
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

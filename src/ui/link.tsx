import type { ReactNode } from 'react';

export interface LinkProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly isCurrentPage?: boolean;
  /** The net that it leads to, by which the page finds it again. */
  readonly 'data-net'?: string;
  /** Goes there within the page. */
  readonly onFollow: () => void;
}

/** A link within the page that is a link like any other: with a modifier key the browser opens another tab. */
export function Link({ href, children, className, isCurrentPage = false, onFollow, ...others }: LinkProps) {
  return (
    <a
      {...others}
      href={href}
      className={className}
      aria-current={isCurrentPage ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onFollow();
      }}
    >
      {children}
    </a>
  );
}

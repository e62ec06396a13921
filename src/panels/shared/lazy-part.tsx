import { Button } from '@mantine/core';
import {
  Component,
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useReducer,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '#ui/notice.tsx';
import { isReplaced } from './release.ts';

/** The files of a part of the page could not be fetched. */
class PartNotLoaded extends Error {
  override readonly name = 'PartNotLoaded';
}

/**
 * A part of the page whose files are fetched when it is first shown. Where they cannot be had, the part says so in
 * its place and can be tried again; the rest of the page goes on.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  // React keeps the failure of a lazy component for good: each try has its own.
  const attempt = () =>
    lazy(() =>
      load().catch((cause: unknown) => {
        throw new PartNotLoaded(String(cause), { cause });
      }),
    ) as ComponentType<Props>;
  let Part = attempt();
  return function LazyPart(props: Props) {
    const { t } = useTranslation();
    const [, showAnew] = useReducer((tries: number) => tries + 1, 0);
    return (
      <PartBoundary
        onRetry={() => {
          Part = attempt();
          showAnew();
        }}
      >
        <Suspense fallback={<p>{t('app.loading')}</p>}>
          <Part {...props} />
        </Suspense>
      </PartBoundary>
    );
  };
}

interface PartBoundaryProps {
  readonly children: ReactNode;
  readonly onRetry?: () => void;
}

interface PartBoundaryState {
  readonly failure: { readonly error: unknown } | undefined;
}

/** Keeps a failure to a part of the page, which says what happened in its place. */
export class PartBoundary extends Component<PartBoundaryProps, PartBoundaryState> {
  override state: PartBoundaryState = { failure: undefined };

  static getDerivedStateFromError(error: unknown): PartBoundaryState {
    return { failure: { error } };
  }

  readonly #retry = () => {
    this.props.onRetry?.();
    this.setState({ failure: undefined });
  };

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return <PartFailure error={failure.error} onRetry={this.#retry} />;
  }
}

function PartFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const isNotLoaded = error instanceof PartNotLoaded;
  const [isUpdated, setUpdated] = useState(false);
  useEffect(() => {
    if (isNotLoaded) void isReplaced().then(setUpdated);
  }, [isNotLoaded]);
  const text = () => {
    if (isUpdated) return t('page.updated');
    if (isNotLoaded) return t('page.partNotLoaded');
    return t('page.partFailed', { message: error instanceof Error ? error.message : String(error) });
  };
  return (
    <Notice
      kind="error"
      actions={
        <>
          {!isUpdated && (
            <Button size="xs" onClick={onRetry}>
              {t('page.retry')}
            </Button>
          )}
          <Button size="xs" variant={isUpdated ? 'filled' : 'default'} onClick={() => location.reload()}>
            {t('page.reload')}
          </Button>
        </>
      }
    >
      {text()}
    </Notice>
  );
}

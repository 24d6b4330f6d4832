import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNotice } from './problem.tsx';
import { Waiting } from './waiting.tsx';

/** What has been asked for: grey lines of its size at first, then itself, or what went wrong and a way on. */
export function Loaded<T>(props: {
  asked: UseQueryResult<T>;
  lines?: number;
  /** Pixels that it will take at least. */
  height?: number;
  children: (data: T) => ReactNode;
}) {
  const { asked } = props;
  if (asked.data !== undefined) return props.children(asked.data);
  if (asked.isError) return <ProblemNotice error={asked.error} retry={() => void asked.refetch()} />;
  return <Waiting lines={props.lines ?? 6} {...(props.height ? { height: props.height } : {})} />;
}

/** Waits until all of it has come or failed: what stands one below the other would push the lower parts down. */
export function Settled(props: {
  asked: readonly Pick<UseQueryResult, 'isPending'>[];
  height: number;
  children: () => ReactNode;
}) {
  if (props.asked.some(({ isPending }) => isPending)) {
    return (
      <div className="sheet">
        <Waiting lines={Math.round(props.height / 40)} height={props.height} />
      </div>
    );
  }
  return props.children();
}

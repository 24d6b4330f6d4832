/** Grey lines of the size of what is to come, so that nothing jumps when it arrives. */
export function Waiting(props: { lines?: number; label?: string; height?: number }) {
  return (
    <div className="waiting" role="status" style={props.height ? { minHeight: props.height } : undefined}>
      <span className="unseen">{props.label ?? '正在读取'}</span>
      {Array.from({ length: props.lines ?? 3 }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <span key={line} className="waiting-line" aria-hidden="true" />
      ))}
    </div>
  );
}

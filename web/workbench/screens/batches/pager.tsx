import { Button } from 'antd';

/** Back and on, where the cursor knows only forward. */
export function Pager(props: {
  page: number;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}) {
  if (!props.onPrevious && !props.onNext) return null;
  return (
    <nav className="batch-pager" aria-label="翻页">
      <Button disabled={!props.onPrevious} onClick={() => props.onPrevious?.()}>
        上一页
      </Button>
      <span>第 {props.page} 页</span>
      <Button disabled={!props.onNext} onClick={() => props.onNext?.()}>
        下一页
      </Button>
    </nav>
  );
}

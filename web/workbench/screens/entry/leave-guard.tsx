import { useBlocker } from '@tanstack/react-router';
import { Button } from 'antd';
import { Dialog } from '../../../ui/pieces/dialog.tsx';

/** Asks before what has been written and not saved is left behind. */
export function LeaveGuard({ active }: { active: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: () => active,
    withResolver: true,
  });
  return (
    <Dialog
      open={status === 'blocked'}
      title="填写的内容还没有保存"
      onClose={reset}
      footer={
        <>
          <Button onClick={proceed}>不保存，离开</Button>
          <Button type="primary" onClick={reset} data-focus>
            留在本页
          </Button>
        </>
      }
    >
      <p>离开后，上次保存以来填写的内容将丢失。可先留在本页保存草稿。</p>
    </Dialog>
  );
}

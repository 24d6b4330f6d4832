import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { connection } from '../../ui/api/connection.ts';
import { momentText, spanText } from '../../ui/pieces/dates.ts';
import { Dialog } from '../../ui/pieces/dialog.tsx';
import { sessionQuery, useOfficer, useSessionStep } from '../session/session.ts';

const warnSeconds = 120;

/** Warns before an unattended session ends, and notices when it has. */
export function IdleWarning() {
  const { idleSeconds, absoluteUntil } = useOfficer();
  const client = useQueryClient();
  const step = useSessionStep();
  const [left, setLeft] = useState(Number.POSITIVE_INFINITY);
  const [agreed, setAgreed] = useState(false);
  useEffect(() => {
    const look = () => {
      const idleLeft = (connection.lastRequest() - Date.now()) / 1000 + idleSeconds;
      const lastLeft = (Date.parse(absoluteUntil) - Date.now()) / 1000;
      setLeft(Math.min(idleLeft, lastLeft));
      // Two seconds more: asked too early, the question itself would prolong the session.
      if (Math.min(idleLeft, lastLeft) < -2) void client.refetchQueries(sessionQuery);
    };
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [idleSeconds, absoluteUntil, client]);
  const final = Date.parse(absoluteUntil) - Date.now() < warnSeconds * 1000;
  const open = left < warnSeconds && !(final && agreed);
  return (
    <Dialog
      open={open}
      title="即将自动退出"
      footer={
        <>
          <Button onClick={() => void step('/session', { method: 'DELETE' })}>现在退出</Button>
          {final ? (
            <Button type="primary" onClick={() => setAgreed(true)}>
              知道了
            </Button>
          ) : (
            <Button type="primary" data-focus onClick={() => void client.refetchQueries(sessionQuery)}>
              继续使用
            </Button>
          )}
        </>
      }
    >
      {final ? (
        <p>本次登录于 {momentText(absoluteUntil)} 到期，之后须重新登录。请先保存正在填写的内容。</p>
      ) : (
        <p>
          长时间没有操作。为保护信息安全，<strong>{open ? spanText(left) : ''}</strong>后将退出登录。
        </p>
      )}
    </Dialog>
  );
}

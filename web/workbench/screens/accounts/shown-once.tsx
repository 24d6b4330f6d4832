import { Button } from 'antd';
import { useRef } from 'react';
import { Dialog } from '../../../ui/pieces/dialog.tsx';
import { say } from '../../../ui/pieces/toasts.tsx';
import './accounts.css';

/** A secret that is shown this once; closes only when the officer says that it has been written down. */
export function ShownOnce(props: {
  title: string;
  /** What it is for, until when it is good. */
  children: React.ReactNode;
  secret: string;
  onClose: () => void;
}) {
  const text = useRef<HTMLParagraphElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.secret);
      say('已复制。');
    } catch {
      // Without HTTPS the browser offers no clipboard: what is selected can be copied with Ctrl+C.
      if (text.current) window.getSelection()?.selectAllChildren(text.current);
    }
  };
  return (
    <Dialog
      open
      title={props.title}
      footer={
        <>
          <Button onClick={() => void copy()}>复制</Button>
          <Button type="primary" onClick={props.onClose}>
            已记下，关闭
          </Button>
        </>
      }
    >
      {props.children}
      <p className="code shown-once" ref={text}>
        {props.secret}
      </p>
      <p className="notice warning">关闭后不能再次查看。</p>
    </Dialog>
  );
}

import { type ReactNode, useEffect, useId, useRef } from 'react';

export interface DialogProps {
  open: boolean;
  title: string;
  /** Escape, the closing button and a click beside the dialog. Left out: the dialog must be answered. */
  onClose?: (() => void) | undefined;
  children: ReactNode;
  /** Buttons at the foot. */
  footer?: ReactNode;
  width?: 'narrow' | 'wide';
}

/**
 * A modal dialog on the browser's own <dialog>: it keeps the focus inside, makes the rest inert, and gives the focus back
 * to where it was.
 */
export function Dialog(props: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { open, onClose } = props;
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || !open) return;
    const before = document.activeElement;
    dialog.showModal();
    // By itself the browser would choose the closing button.
    dialog.querySelector<HTMLElement>('[data-focus], input, select, textarea')?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape, which the browser reports as cancel
    <dialog
      ref={element}
      className={`dialog ${props.width ?? 'narrow'}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose?.();
      }}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={titleId}>{props.title}</h2>
          {onClose ? (
            <button type="button" className="icon-button" aria-label="关闭" onClick={onClose}>
              ✕
            </button>
          ) : null}
        </div>
        {props.children}
        {props.footer ? <div className="dialog-foot">{props.footer}</div> : null}
      </div>
    </dialog>
  );
}

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface DisclosureProps {
  /** What stands on the button. */
  button: ReactNode;
  /** Name of the button when what stands on it does not say enough. */
  label?: string;
  className?: string;
  align?: 'start' | 'end';
  children: (close: () => void) => ReactNode;
  onOpen?: () => void;
}

/** A button that opens a panel under it. Escape, a click elsewhere and leaving it with Tab close it again. */
export function Disclosure(props: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to what bubbles up from the button and the panel
    <div
      ref={place}
      className={`disclosure ${props.align ?? 'end'}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !place.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        aria-label={props.label}
        onClick={() => {
          if (!open) props.onOpen?.();
          setOpen(!open);
        }}
      >
        {props.button}
      </button>
      {open ? (
        <div id={panelId} className="disclosure-panel">
          {props.children(close)}
        </div>
      ) : null}
    </div>
  );
}

import { useSyncExternalStore } from 'react';

interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says one sentence about what has just happened, for some seconds; screen readers read it out. */
export function say(text: string, tone: Toast['tone'] = 'good'): void {
  const id = ++last;
  change([...toasts.slice(-2), { id, text, tone }]);
  setTimeout(() => change(toasts.filter((toast) => toast.id !== id)), 6000);
}

/** Where the sentences appear; once in the page. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <p key={toast.id} className={`toast ${toast.tone}`}>
          <span aria-hidden="true">{toast.tone === 'good' ? '✓' : '!'} </span>
          {toast.text}
        </p>
      ))}
    </div>
  );
}

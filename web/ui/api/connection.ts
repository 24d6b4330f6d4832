import type { Matter, Session } from '@xinheng/contracts/workbench.ts';

/** Why the officer looks, as chosen in this tab. */
export interface Purpose {
  matter: Matter;
  note: string;
}

const purposeKey = 'xinheng.purpose';
const lastRequestKey = 'xinheng.last-request';
const listeners = new Set<() => void>();

let csrfToken = '';
let purpose: Purpose | null = readPurpose();
let requestPurpose: () => Promise<boolean> = async () => false;
let sessionEnded: () => void = () => {};

function readPurpose(): Purpose | null {
  try {
    return JSON.parse(sessionStorage.getItem(purposeKey) ?? 'null') as Purpose | null;
  } catch {
    return null;
  }
}

/** Storage may be full or forbidden; nothing that is kept in it is needed to work. */
function keep(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Without storage the choice lives until the page is left.
  }
}

/** What every request carries, and what is done when the server asks for more. One for the page. */
export const connection = {
  get csrfToken(): string {
    return csrfToken;
  },
  get purpose(): Purpose | null {
    return purpose;
  },
  /** Remembers the token of a session answer. */
  follow(session: Session): void {
    csrfToken = session.csrfToken;
  },
  /** Chooses the purpose of the looks that follow; null forgets it. */
  choosePurpose(chosen: Purpose | null): void {
    purpose = chosen;
    keep(() => sessionStorage, purposeKey, chosen && JSON.stringify(chosen));
    for (const listener of listeners) listener();
  },
  /** Calls the listener whenever the purpose changes; returns how to stop. */
  onPurpose(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** The shell says how to ask for a purpose (true: chosen) and what to do when the session has ended. */
  attend(handlers: { requestPurpose: () => Promise<boolean>; sessionEnded: () => void }): void {
    requestPurpose = handlers.requestPurpose;
    sessionEnded = handlers.sessionEnded;
  },
  requestPurpose: (): Promise<boolean> => requestPurpose(),
  sessionEnded: (): void => sessionEnded(),
  /** Notes that the server has just seen the officer; all tabs of the browser share one session. */
  noteRequest(): void {
    keep(() => localStorage, lastRequestKey, String(Date.now()));
  },
  /** When any tab last reached the server, in milliseconds since 1970; now when that is not known. */
  lastRequest(): number {
    try {
      return Number(localStorage.getItem(lastRequestKey)) || Date.now();
    } catch {
      return Date.now();
    }
  },
};

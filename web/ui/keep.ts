import { useCallback, useState } from 'react';

function read<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** How this officer likes to see things (columns, density), kept in this browser; nothing about subjects goes in here. */
export function usePreference<T>(name: string, otherwise: T): [T, (value: T) => void] {
  const key = `xinheng.${name}`;
  const [held, setHeld] = useState<{ key: string; value: T }>(() => ({ key, value: read(key, otherwise) }));
  const value = held.key === key ? held.value : read(key, otherwise);
  const set = useCallback(
    (next: T) => {
      setHeld({ key, value: next });
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden storage only means that the choice is forgotten.
      }
    },
    [key],
  );
  return [value, set];
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RowCheck, RowFinding } from '@xinheng/contracts/row-check.ts';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import type { Row } from './conditions.ts';
import type { FieldMistake } from './field.tsx';
import type { FieldNote } from './item-form.tsx';

/** Officers type a word or two before it is worth asking. */
const pauseMilliseconds = 500;

/** The filled fields of a row, without blanks at their ends. */
export function filledRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}

/** Asks what the importer would make of the row. @throws ApiProblem */
export function checkRow(item: string, row: Row, signal?: AbortSignal): Promise<RowCheck> {
  return api<RowCheck>(`/officer/items/${item}/check`, {
    method: 'POST',
    body: { row: filledRow(row) },
    ...(signal ? { signal } : {}),
  });
}

/** What the importer would make of the row, asked anew when the officer pauses. The last answer stays until the next. */
export function useRowCheck(item: string, row: Row) {
  const now = JSON.stringify(filledRow(row));
  const [asked, setAsked] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(now), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [now]);
  const isEmpty = asked === '{}';
  const check = useQuery({
    queryKey: ['row-check', item, asked],
    queryFn: ({ signal }) => checkRow(item, JSON.parse(asked) as Row, signal),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });
  return { check, isEmpty, isSettling: asked !== now || check.isFetching };
}

/** Findings that keep a row out. */
export function isFatal({ outcome }: RowFinding): boolean {
  return outcome === 'rejected';
}

/** The findings beside their fields. Mistakes only where the officer has been, or everywhere once he asked to go on. */
export function notesOf(
  findings: readonly RowFinding[],
  isSeen: (field: string) => boolean,
): Record<string, FieldNote> {
  const notes: Record<string, FieldNote> = {};
  for (const finding of findings) {
    const { field, message } = finding;
    if (field === null || !isSeen(field)) continue;
    const note = notes[field] ?? {};
    if (isFatal(finding)) note.error ??= message;
    else note.remark ??= message;
    notes[field] = note;
  }
  return notes;
}

/** What keeps the row out, for the error summary. */
export function mistakesIn(findings: readonly RowFinding[]): FieldMistake[] {
  return findings.filter(isFatal).map(({ field, message }) => ({ ...(field ? { field } : {}), message }));
}

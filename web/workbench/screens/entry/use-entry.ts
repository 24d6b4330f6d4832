import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { Draft, EntryReceipt, RowCheck, RowFinding } from '@xinheng/contracts/row-check.ts';
import { useRef, useState } from 'react';
import { addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { asProblem } from '../../../ui/api/problem.ts';
import type { Row } from '../../../ui/form/conditions.ts';
import type { FieldMistake } from '../../../ui/form/field.tsx';
import { mistakesOf } from '../../../ui/form/mistakes.ts';
import { checkRow, filledRow, isFatal, mistakesIn } from '../../../ui/form/row-check.ts';
import { say } from '../../../ui/pieces/toasts.tsx';

export type Step = 'write' | 'check' | 'done';

/** A key for one intention to submit. randomUUID exists on secure pages only, and an office network may lack them. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the server found wrong with a refused row, field by field. */
function rejectedMistakes(error: unknown): FieldMistake[] {
  const findings = asProblem(error).document.findings as RowFinding[] | undefined;
  const mistakes = mistakesIn(findings ?? []);
  return mistakes.length > 0 ? mistakes : mistakesOf(error);
}

/** The step that the address names; a step that was not reached by writing leads back to the form. */
function useStep(reached: Step): [Step, (step: Step) => void] {
  const { path, query } = useAddress();
  const go = useGo();
  const asked = query.get('step');
  const step: Step = asked === 'check' && reached === 'check' ? 'check' : reached === 'done' ? 'done' : 'write';
  const show = (next: Step) => {
    const parameters = new URLSearchParams(query);
    if (next === 'check') parameters.set('step', next);
    else parameters.delete('step');
    go(addressOf(path, parameters), { replace: next !== 'check' });
    window.scrollTo(0, 0);
  };
  return [step, show];
}

/** Everything that happens to one row on its way from an empty form to its receipt. */
export function useEntry(item: ItemFile, first: { row: Row; draft?: Draft | undefined }) {
  const [row, setRow] = useState<Row>(first.row);
  const [saved, setSaved] = useState(JSON.stringify(filledRow(first.row)));
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [answer, setAnswer] = useState<RowCheck | null>(null);
  const [receipt, setReceipt] = useState<EntryReceipt | null>(null);
  const [draft, setDraft] = useState(first.draft);
  const key = useRef(newKey());
  const client = useQueryClient();
  const [step, show] = useStep(receipt ? 'done' : answer ? 'check' : 'write');

  const toCheck = useMutation({
    mutationFn: () => checkRow(item.code, row),
    onSuccess: (check) => {
      setAttempted(true);
      const wrong = mistakesIn(check.findings);
      setMistakes(wrong);
      if (check.findings.some(isFatal)) return;
      setAnswer(check);
      show('check');
    },
    onError: (error) => setMistakes(mistakesOf(error)),
  });
  const submission = useMutation({
    mutationFn: () =>
      api<EntryReceipt>(`/officer/items/${item.code}/records`, {
        method: 'POST',
        headers: { 'idempotency-key': key.current },
        body: { row: filledRow(row), ...(draft ? { draftId: draft.draftId } : {}) },
      }),
    onSuccess: (given) => {
      setReceipt(given);
      setSaved(JSON.stringify(filledRow(row)));
      show('done');
      void client.invalidateQueries({ queryKey: ['list'] });
    },
    onError: (error) => {
      if (asProblem(error).code !== 'row-rejected') return;
      setMistakes(rejectedMistakes(error));
      setAnswer(null);
      show('write');
    },
  });
  const saving = useDraftSaving(item.code, row, draft, (next) => {
    setDraft(next);
    setSaved(JSON.stringify(filledRow(row)));
  });
  return {
    row,
    step,
    seen: (field: string) => attempted || seen.has(field),
    mistakes,
    answer,
    receipt,
    draft,
    isDirty: JSON.stringify(filledRow(row)) !== saved,
    toCheck,
    submission,
    saving,
    change(name: string, value: string) {
      setRow((before) => ({ ...before, [name]: value }));
      setAnswer(null);
      submission.reset();
      // Another row is another intention: the old key would answer with the old receipt.
      key.current = newKey();
    },
    leave: (name: string) => setSeen((before) => (before.has(name) ? before : new Set([...before, name]))),
    back: () => show('write'),
  };
}

function useDraftSaving(item: string, row: Row, draft: Draft | undefined, onSaved: (draft: Draft) => void) {
  const { path, query } = useAddress();
  const go = useGo();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      draft
        ? api<Draft>(`/officer/drafts/${draft.draftId}`, {
            method: 'PUT',
            body: { row: filledRow(row), version: draft.version },
          })
        : api<Draft>('/officer/drafts', { method: 'POST', body: { item, row: filledRow(row) } }),
    onSuccess: (next) => {
      onSaved(next);
      say('草稿已保存。');
      const parameters = new URLSearchParams(query);
      parameters.set('draft', next.draftId);
      go(addressOf(path, parameters), { replace: true });
      void client.invalidateQueries({ queryKey: ['list', 'drafts'] });
    },
  });
}

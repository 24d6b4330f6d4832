import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ItemField, ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { EntryReceipt, RowFinding } from '@xinheng/contracts/row-check.ts';
import type { RecordFile, RecordVersion } from '@xinheng/contracts/subject-file.ts';
import { useEffect, useState } from 'react';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { asProblem } from '../../../ui/api/problem.ts';
import { recordQuery } from '../../../ui/detail/file-queries.ts';
import type { Row } from '../../../ui/form/conditions.ts';
import { type FieldMistake, focusField } from '../../../ui/form/field.tsx';
import { mistakesIn } from '../../../ui/form/row-check.ts';
import { say } from '../../../ui/pieces/toasts.tsx';

const levels = ['public', 'shared', 'authorised'];

/** What may be amended: not what names the record, and not what the officer cannot see. */
function amendable(item: ItemFile, file: RecordFile): ItemField[] {
  const reach = levels.indexOf(file.level);
  return item.fields.filter(
    ({ key, identity, disclosure }) => !key && !identity && levels.indexOf(disclosure) <= reach,
  );
}

function textsOf(fields: readonly ItemField[], present: RecordVersion): Row {
  const texts = new Map(present.fields.map((value) => [value.name, value.masked ? '' : value.text]));
  return Object.fromEntries(fields.map(({ name }) => [name, texts.get(name) ?? '']));
}

/** Only what differs; null empties a field. */
function changesOf(before: Row, after: Row): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([name, value]) => value !== (before[name] ?? ''))
      .map(([name, value]) => [name, value || null]),
  );
}

/** Everything that happens to one amendment on its way from the form to the new version. */
export function useAmendment(file: RecordFile, present: RecordVersion, item: ItemFile) {
  const fields = amendable(item, file);
  const before = textsOf(fields, present);
  const [row, setRow] = useState(before);
  const [reason, setReason] = useState('');
  const [step, setStep] = useState<'write' | 'check'>('write');
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [findings, setFindings] = useState<RowFinding[]>([]);
  const go = useGo();
  const client = useQueryClient();
  const here = `/subjects/${file.subjectCode}/records/${file.recordKey}`;
  const changes = changesOf(before, row);
  const changed = fields.filter(({ name }) => name in changes);
  const refresh = () => client.invalidateQueries(recordQuery(file.subjectCode, file.recordKey));
  const amendment = useMutation({
    mutationFn: () =>
      api<EntryReceipt>(`/officer${here}/amendments`, {
        method: 'POST',
        body: { version: present.version, changes, reason: reason.trim() },
      }),
    onSuccess: (receipt) => {
      say(receipt.message);
      void refresh();
    },
    onError: (error) => {
      const found = asProblem(error).document.findings as RowFinding[] | undefined;
      if (!found) return;
      setFindings(found);
      setMistakes(mistakesIn(found));
      setStep('write');
    },
  });
  const { isSuccess } = amendment;
  // Only after the guard against leaving has been told that nothing is unsaved any more.
  useEffect(() => {
    if (isSuccess) go(here, { replace: true });
  }, [isSuccess, go, here]);
  const toCheck = () => {
    const missing: FieldMistake[] = [];
    if (changed.length === 0) missing.push({ message: '没有改动任何内容' });
    if (reason.trim().length < 2) missing.push({ field: 'amend-reason', message: '请写明更正理由，至少两个字' });
    setMistakes(missing);
    if (missing.length > 0) return;
    setStep('check');
    window.scrollTo(0, 0);
  };
  return {
    fields,
    before,
    row,
    reason,
    setReason,
    step,
    mistakes,
    findings,
    changed,
    here,
    amendment,
    refresh,
    toCheck,
    change(name: string, value: string) {
      setRow({ ...row, [name]: value });
      setFindings(findings.filter(({ field }) => field !== name));
    },
    back(toField?: string) {
      setStep('write');
      if (toField) requestAnimationFrame(() => focusField(toField));
    },
  };
}

export type AmendmentState = ReturnType<typeof useAmendment>;

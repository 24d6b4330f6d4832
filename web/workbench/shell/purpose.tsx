import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Matter } from '@xinheng/contracts/workbench.ts';
import { Button, Input } from 'antd';
import { type FormEvent, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { connection, type Purpose } from '../../ui/api/connection.ts';
import { ErrorSummary, Field, type FieldMistake } from '../../ui/form/field.tsx';
import { mistakeOf } from '../../ui/form/mistakes.ts';
import { Dialog } from '../../ui/pieces/dialog.tsx';
import { ProblemNotice } from '../../ui/pieces/problem.tsx';
import { Waiting } from '../../ui/pieces/waiting.tsx';
import { mattersQuery } from './queries.ts';

/** The purpose chosen in this tab; null when none has been asked for yet. */
export function usePurpose(): Purpose | null {
  return useSyncExternalStore(
    (listener) => connection.onPurpose(listener),
    () => connection.purpose,
  );
}

/** Asks for the purpose of a look: when the server wants one, and when the officer changes it. */
export function usePurposeDialog(): { ask: () => Promise<boolean>; dialog: React.ReactNode } {
  const [open, setOpen] = useState(false);
  const waiting = useRef<((chosen: boolean) => void)[]>([]);
  const client = useQueryClient();
  // Requests that run side by side are answered by one dialog.
  const ask = useCallback(() => {
    setOpen(true);
    return new Promise<boolean>((resolve) => waiting.current.push(resolve));
  }, []);
  const answer = (chosen: Purpose | null) => {
    const changed = connection.purpose !== null && chosen !== null;
    if (chosen) connection.choosePurpose(chosen);
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(chosen !== null);
    // What was read under another purpose is read again, so that every look stands under its own.
    if (changed) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  };
  const dialog = (
    <Dialog open={open} title="说明查询用途" onClose={() => answer(null)}>
      {open ? <PurposeForm onChosen={answer} onCancel={() => answer(null)} /> : null}
    </Dialog>
  );
  return { ask, dialog };
}

function PurposeForm(props: { onChosen: (purpose: Purpose) => void; onCancel: () => void }) {
  const matters = useQuery(mattersQuery);
  const before = usePurpose();
  const [code, setCode] = useState(before?.matter.code ?? '');
  const [note, setNote] = useState(before?.note ?? '');
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const first = useRef<HTMLSelectElement>(null);
  const loaded = matters.data !== undefined;
  useEffect(() => {
    if (loaded) first.current?.focus();
  }, [loaded]);
  if (matters.isError) return <ProblemNotice error={matters.error} retry={() => void matters.refetch()} />;
  if (!matters.data) return <Waiting height={220} />;
  const chosen = matters.data.find((matter) => matter.code === code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = note.trim();
    if (!chosen) setMistakes([{ field: 'matter', message: '请选择应用事项' }]);
    else if (chosen.noteRequired && !words)
      setMistakes([{ field: 'note', message: '该事项须写明具体情况，如案号、来函文号' }]);
    else props.onChosen({ matter: chosen, note: words });
  };
  return (
    <form onSubmit={submit} noValidate>
      <p>查询非公开信息须先说明用途。用途与查询内容一并记入审计日志，本次登录内沿用，可随时更改。</p>
      <ErrorSummary mistakes={mistakes} />
      <Field name="matter" label="应用事项（用途）" required error={mistakeOf(mistakes, 'matter')}>
        {(control) => (
          <select
            {...control}
            ref={first}
            className="plain-select"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          >
            <option value="">请选择</option>
            {groupsOf(matters.data).map(([group, list]) =>
              group === '' ? (
                list.map(optionOf)
              ) : (
                <optgroup key={group} label={group}>
                  {list.map(optionOf)}
                </optgroup>
              ),
            )}
          </select>
        )}
      </Field>
      <Field
        name="note"
        label="具体情况"
        required={chosen?.noteRequired ?? false}
        hint="案号、来函文号、任务编号等"
        error={mistakeOf(mistakes, 'note')}
      >
        {(control) => (
          <Input {...control} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      <div className="dialog-foot">
        <Button onClick={props.onCancel}>取消</Button>
        <Button type="primary" htmlType="submit">
          确定
        </Button>
      </div>
    </form>
  );
}

function optionOf(matter: Matter) {
  return (
    <option key={matter.code} value={matter.code}>
      {matter.name}
    </option>
  );
}

function groupsOf(matters: readonly Matter[]): [string, Matter[]][] {
  const groups = new Map<string, Matter[]>();
  for (const matter of matters) {
    const list = groups.get(matter.group ?? '') ?? [];
    list.push(matter);
    groups.set(matter.group ?? '', list);
  }
  return [...groups];
}

/** The purpose in the header: what it is, and a way to change it. */
export function PurposeChip(props: { onChange: () => void }) {
  const purpose = usePurpose();
  return (
    <button
      type="button"
      className="chip"
      onClick={props.onChange}
      title={purpose ? `查询用途：${purpose.matter.name}（可更改）` : '说明查询用途'}
    >
      <span className="chip-label">用途</span>
      <span className="chip-text">{purpose ? purpose.matter.name : '未说明'}</span>
    </button>
  );
}

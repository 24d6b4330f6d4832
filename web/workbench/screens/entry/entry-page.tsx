import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { Draft } from '@xinheng/contracts/row-check.ts';
import { useEffect, useState } from 'react';
import { AppLink, useAddress } from '../../../ui/address.tsx';
import type { Row } from '../../../ui/form/conditions.ts';
import { ErrorSummary, focusField } from '../../../ui/form/field.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { CheckStep } from './check-step.tsx';
import './entry.css';
import { draftQuery, itemQuery } from './entry-queries.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { ReceiptStep } from './receipt-step.tsx';
import { useEntry } from './use-entry.ts';
import { WriteStep } from './write-step.tsx';

/** One row of one item: written, checked, submitted. */
export default function EntryPage() {
  const { item = '' } = useParams({ strict: false });
  const { query } = useAddress();
  // The draft that the page was opened with; one that is saved later only changes the address.
  const [draftId] = useState(query.get('draft'));
  const [entryNumber, setEntryNumber] = useState(0);
  const file = useQuery(itemQuery(item));
  const draft = useQuery({ ...draftQuery(draftId ?? ''), enabled: draftId !== null });
  const failed = file.error ?? draft.error;
  if (failed) {
    return (
      <section className="page">
        <h1>录入信息</h1>
        <ProblemNotice error={failed} retry={() => void (file.error ? file.refetch() : draft.refetch())} />
      </section>
    );
  }
  if (!file.data || (draftId !== null && !draft.data)) {
    return (
      <section className="page" aria-busy="true">
        <h1>录入信息</h1>
        <div className="sheet">
          <Waiting lines={18} height={720} label="正在读取表单" />
        </div>
      </section>
    );
  }
  const fresh = entryNumber > 0;
  return (
    <Entry
      key={entryNumber}
      item={file.data}
      draft={fresh ? undefined : draft.data}
      row={fresh ? {} : (draft.data?.row ?? aboutSubject(file.data, query.get('subject')))}
      onAnother={() => setEntryNumber(entryNumber + 1)}
    />
  );
}

/** A row about the subject that the officer came from. */
function aboutSubject(item: ItemFile, code: string | null): Row {
  const field = item.fields.find(({ identity, type }) => identity && type === 'identifier');
  return field && code ? { [field.name]: code } : {};
}

const titles = { write: '录入', check: '检查您的填写', done: '回执' };

function Entry(props: { item: ItemFile; draft: Draft | undefined; row: Row; onAnother: () => void }) {
  const { item } = props;
  const entry = useEntry(item, { row: props.row, draft: props.draft });
  const { step } = entry;
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${titles[step]}：${item.name} - 信衡工作台`;
    if (step !== 'write' || wanted === null) return;
    focusField(wanted);
    setWanted(null);
  }, [step, wanted, item.name]);
  return (
    <div className="page">
      <p className="entry-line">
        <AppLink href="/entry">手工录入</AppLink>
        <span aria-hidden="true"> › </span>
        {item.name}
      </p>
      <h1>{step === 'write' ? `录入${item.name}` : titles[step]}</h1>
      {step === 'write' && entry.mistakes.length > 0 ? <ErrorSummary mistakes={entry.mistakes} /> : null}
      {step === 'write' ? <WriteStep item={item} entry={entry} /> : null}
      {step === 'check' && entry.answer ? (
        <CheckStep
          item={item}
          entry={entry}
          answer={entry.answer}
          onChange={(field) => {
            setWanted(field);
            entry.back();
          }}
        />
      ) : null}
      {step === 'done' && entry.receipt ? (
        <ReceiptStep item={item} receipt={entry.receipt} onAnother={props.onAnother} />
      ) : null}
      <LeaveGuard active={entry.isDirty && step !== 'done'} />
    </div>
  );
}

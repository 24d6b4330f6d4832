import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { RecordFile, RecordVersion } from '@xinheng/contracts/subject-file.ts';
import { Button, Input } from 'antd';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { asProblem } from '../../../ui/api/problem.ts';
import { recordQuery } from '../../../ui/detail/file-queries.ts';
import { Answers } from '../../../ui/form/answers.tsx';
import { ErrorSummary, Field } from '../../../ui/form/field.tsx';
import { ItemForm } from '../../../ui/form/item-form.tsx';
import { notesOf } from '../../../ui/form/row-check.ts';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import '../entry/entry.css';
import { itemQuery } from '../entry/entry-queries.ts';
import { LeaveGuard } from '../entry/leave-guard.tsx';
import { ChangedNotice } from './changed-notice.tsx';
import { type AmendmentState, useAmendment } from './use-amendment.ts';

/** The amendment of a record of one's own department. */
export default function AmendPage() {
  const { code = '', key = '' } = useParams({ strict: false });
  const file = useQuery(recordQuery(code, key));
  const item = useQuery({ ...itemQuery(file.data?.item ?? ''), enabled: file.data !== undefined });
  const failed = file.error ?? item.error;
  if (failed) {
    return (
      <section className="page">
        <h1>更正信息</h1>
        <ProblemNotice error={failed} retry={() => void (file.error ? file.refetch() : item.refetch())} />
      </section>
    );
  }
  const present = file.data?.versions[0];
  if (!file.data || !present || !item.data) {
    return (
      <section className="page" aria-busy="true">
        <h1>更正信息</h1>
        <div className="sheet">
          <Waiting lines={14} height={600} label="正在读取信息" />
        </div>
      </section>
    );
  }
  return <Amendment key={present.version} file={file.data} present={present} item={item.data} />;
}

function Amendment({ file, present, item }: { file: RecordFile; present: RecordVersion; item: ItemFile }) {
  const state = useAmendment(file, present, item);
  const { step, here } = state;
  return (
    <div className="page">
      <p className="entry-line">
        <AppLink href={here}>{present.documentNumber ?? file.itemName}</AppLink>
        <span aria-hidden="true"> › </span>更正
      </p>
      <h1>{step === 'write' ? `更正${file.itemName}` : '检查您的更正'}</h1>
      {step === 'write' ? <ErrorSummary mistakes={state.mistakes} /> : null}
      <section className="sheet" aria-label={step === 'write' ? '更正的内容' : '您的更正'}>
        {step === 'write' ? <Writing state={state} item={item} /> : <Checking state={state} />}
      </section>
      <LeaveGuard active={state.changed.length > 0 && !state.amendment.isSuccess} />
    </div>
  );
}

function Writing({ state, item }: { state: AmendmentState; item: ItemFile }) {
  const go = useGo();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        state.toCheck();
      }}
    >
      <p className="muted amend-hint">主体、文书号等用于识别的内容不能更正；因权限隐去的内容留空即不改。</p>
      <ItemForm
        item={item}
        fields={state.fields}
        row={state.row}
        notes={notesOf(state.findings, () => true)}
        onChange={state.change}
        onLeave={() => {}}
      />
      <Field
        name="amend-reason"
        label="更正理由"
        required
        error={state.mistakes.find(({ field }) => field === 'amend-reason')?.message}
        hint="随新的版本留存。"
      >
        {(control) => (
          <Input.TextArea
            {...control}
            rows={3}
            maxLength={500}
            value={state.reason}
            onChange={(event) => state.setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="entry-buttons">
        <Button type="primary" htmlType="submit">
          检查您的更正
        </Button>
        <Button onClick={() => go(state.here)}>不更正</Button>
      </div>
    </form>
  );
}

function Checking({ state }: { state: AmendmentState }) {
  const { amendment } = state;
  const isRejected = asProblem(amendment.error).document.findings !== undefined;
  return (
    <>
      <Answers fields={state.changed} row={state.row} before={state.before} findings={[]} onChange={state.back} />
      <p className="entry-note">更正理由：{state.reason.trim()}</p>
      <p className="muted">更正写成新的版本，原来的内容仍可查看。</p>
      {amendment.isError && !isRejected ? (
        <ChangedNotice
          error={amendment.error}
          onRefresh={() => {
            amendment.reset();
            void state.refresh();
          }}
        />
      ) : null}
      <div className="entry-buttons">
        <Button type="primary" loading={amendment.isPending} onClick={() => amendment.mutate()}>
          提交更正
        </Button>
        <Button onClick={() => state.back()}>返回修改</Button>
      </div>
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  Candidate,
  Decision,
  DecisionEntry,
  DecisionRequest,
  DecisionResult,
  PendingFile,
} from '@xinheng/contracts/pending.ts';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { asProblem } from '../../../ui/api/problem.ts';
import { Field } from '../../../ui/form/field.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { say } from '../../../ui/pieces/toasts.tsx';
import { pendingQuery, type useQueue } from './queue.ts';
import { decisions, effects } from './words.ts';

export interface DecisionFormProps {
  file: PendingFile;
  /** The subject that `attach` would take. */
  candidate: Candidate | undefined;
  /** Key of the row to be opened afterwards. */
  next: string | undefined;
  queue: ReturnType<typeof useQueue>;
}

function useDecision(props: DecisionFormProps, decision: Decision | undefined, reason: string) {
  const { file, candidate, next, queue } = props;
  const client = useQueryClient();
  const go = useGo();
  return useMutation({
    mutationFn: (chosen: Decision) => {
      const body: DecisionRequest = { decision: chosen, version: file.version };
      if (chosen === 'attach' && candidate) body.subjectCode = candidate.subjectCode;
      if (reason.trim()) body.reason = reason.trim();
      return api<DecisionResult>(`/officer/pending/${file.key}/decisions`, { method: 'POST', body });
    },
    onSuccess: () => {
      if (decision) say(`${file.claims.name ?? file.key}：${decisions[decision]}。`);
      if (next && decision !== 'undo') go(queue.addressFor(next), { replace: true });
      // The queue and the counts of the to-dos have changed with it.
      for (const changed of [['list', 'pending'], ['to-dos'], pendingQuery(file.key).queryKey]) {
        void client.invalidateQueries({ queryKey: changed });
      }
    },
  });
}

/** What may be decided, the reason, and who was faster when somebody was. */
export function DecisionForm(props: DecisionFormProps) {
  const { file, candidate } = props;
  const [chosen, setChosen] = useState<Decision | undefined>(file.allowed[0]);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const sending = useDecision(props, chosen, reason);
  if (file.allowed.length === 0) return <p className="muted">现在没有您可以作出的处理。</p>;
  const submit = () => {
    if (!chosen) return;
    const lacksReason = chosen !== 'attach' && reason.trim().length < 2;
    setMissing(lacksReason);
    if (!lacksReason) sending.mutate(chosen);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <fieldset className="decisions">
        <legend className="unseen">选择处理</legend>
        {file.allowed.map((decision) => (
          <label key={decision} className={decision === chosen ? 'decision chosen' : 'decision'}>
            <input type="radio" name="decision" checked={decision === chosen} onChange={() => setChosen(decision)} />
            <span>
              <strong>{decisions[decision]}</strong>
              <span className="muted">
                {decision === 'attach' && candidate ? `归到“${candidate.name}”并入库` : effects[decision]}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        name="decision-reason"
        label="理由"
        required={chosen !== 'attach'}
        error={missing ? '请写明理由，至少两个字' : undefined}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {sending.isError ? <Refused {...props} error={sending.error} /> : null}
      <Button type="primary" htmlType="submit" loading={sending.isPending} disabled={!chosen}>
        {chosen ? `确定${decisions[chosen]}` : '确定'}
      </Button>
    </form>
  );
}

/** Somebody was faster: who, when, what. Any other problem as it stands. */
function Refused({ error, file }: DecisionFormProps & { error: unknown }) {
  const client = useQueryClient();
  const problem = asProblem(error);
  if (problem.code !== 'already-decided') return <ProblemNotice error={error} />;
  const decided = problem.document.decided as DecisionEntry | null | undefined;
  return (
    <section className="notice warning" role="alert">
      <p className="notice-title">
        <span aria-hidden="true">! </span>这条信息已经有人处理
      </p>
      <p>
        {decided
          ? `${decided.by}${decided.department ? `（${decided.department.name}）` : ''}已于 ${momentText(decided.at)} 处理为“${decisions[decided.decision]}”。`
          : problem.message}
        您的处理没有保存。
      </p>
      <Button onClick={() => void client.invalidateQueries(pendingQuery(file.key))}>查看现在的情况</Button>
    </section>
  );
}

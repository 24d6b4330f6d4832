import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Verification, VerificationRequest } from '@xinheng/contracts/audit.ts';
import { Button, Checkbox, Progress } from 'antd';
import { useId, useState } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import './audit.css';

const askAgainAfter = 1000;

function isUnderWay({ state }: Verification): boolean {
  return state === 'waiting' || state === 'running';
}

const verificationsQuery = queryOptions({
  queryKey: ['audit', 'verifications'],
  queryFn: ({ signal }) => api<Verification[]>('/audit/verifications', { signal }),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? askAgainAfter : false),
});

/** Starts verifications of the whole log, shows how they go and what they found. */
export default function VerificationPage() {
  const asked = useQuery(verificationsQuery);
  return (
    <div className="page">
      <h1>核验审计日志</h1>
      <Start />
      <section className="sheet stack" aria-labelledby="verifications">
        <h2 id="verifications">核验记录</h2>
        <Loaded asked={asked} lines={8} height={320}>
          {(runs) =>
            runs.length === 0 ? (
              <p className="muted">还没有核验过。</p>
            ) : (
              <ul className="verifications">
                {runs.map((run) => (
                  <Run key={run.verificationId} run={run} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

function Start() {
  const client = useQueryClient();
  const fileId = useId();
  const [quick, setQuick] = useState(false);
  const [kept, setKept] = useState<{ name: string; text: string }[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const body: VerificationRequest = {
        quick,
        ...(kept.length > 0 ? { against: kept.map(({ text }) => text) } : {}),
      };
      await api('/audit/verifications', { method: 'POST', body });
      await client.invalidateQueries({ queryKey: verificationsQuery.queryKey });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="sheet verification-start" aria-labelledby="verification-start">
      <h2 id="verification-start">开始核验</h2>
      <p>重新计算全部条目、区块与签名；任何更改、删除、插入、调换都会指出是哪一条。</p>
      {failure ? <ProblemNotice error={failure} /> : null}
      <p>
        <label htmlFor={fileId}>与另行保存的检查点比对（可选多个文件）</label>
        <br />
        <input
          id={fileId}
          type="file"
          multiple
          accept=".txt,.json,.note"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            void Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))).then(setKept);
          }}
        />
      </p>
      <p>
        <Checkbox checked={quick} onChange={({ target }) => setQuick(target.checked)}>
          快速核验：已被后面区块覆盖的签名不再逐个验签
        </Checkbox>
      </p>
      <p>
        <Button type="primary" loading={busy} onClick={() => void start()}>
          开始核验
        </Button>
      </p>
    </section>
  );
}

function verdictOf(run: Verification) {
  if (run.state === 'failed') return <Badge tone="bad">未能完成</Badge>;
  if (isUnderWay(run)) return <Badge tone="neutral">{run.state === 'running' ? '核验中' : '等待开始'}</Badge>;
  return run.whole ? <Badge tone="good">完好</Badge> : <Badge tone="bad">发现问题</Badge>;
}

function Run({ run }: { run: Verification }) {
  const percent = run.total > 0 ? Math.floor((run.progress / run.total) * 100) : 0;
  return (
    <li>
      <p className="verification-head">
        {verdictOf(run)}
        <span>
          {run.requestedBy}，{momentText(run.requestedAt)}
        </span>
        <span className="muted">
          {run.quick ? '快速' : '完整'}
          {run.against > 0 ? `，与 ${run.against} 个另存检查点比对` : ''}
        </span>
      </p>
      {isUnderWay(run) ? (
        <Progress percent={percent} aria-label="核验进度" />
      ) : (
        <p>
          {run.message ??
            `核验 ${countText(run.progress)} 条、${countText(run.blocks ?? 0)} 个区块，${countText(run.unsealed ?? 0)} 条尚未封存。`}
        </p>
      )}
      {run.findings.length > 0 ? (
        <ul className="notice bad">
          {run.findings.map((finding) => (
            <li key={`${finding.kind} ${finding.block} ${finding.entry ?? ''}`}>
              {finding.entry === null ? null : (
                <AppLink href={`/audit/entries/${finding.entry}`}>条目 {finding.entry}</AppLink>
              )}{' '}
              {finding.message}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

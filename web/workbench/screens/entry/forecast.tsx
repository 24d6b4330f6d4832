import type { RowCheck } from '@xinheng/contracts/row-check.ts';
import { AppLink } from '../../../ui/address.tsx';
import { outcomes, statusWord } from '../../../ui/detail/words.ts';
import { isFatal } from '../../../ui/form/row-check.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';

const effects: Record<RowCheck['effect'], string> = {
  new: '新增一条信息。',
  'new-version': '为已有的信息写成新的版本。',
  none: '不改变已有的信息。',
};

/** What the importer would make of the row as it stands: 来件会怎样处理. */
export function Forecast(props: { check: RowCheck | undefined; error: unknown; isSettling: boolean }) {
  const { check } = props;
  return (
    <aside className="sheet forecast" aria-labelledby="forecast-title" aria-busy={props.isSettling}>
      <h2 id="forecast-title">提交后会怎样处理</h2>
      <div aria-live="polite">
        {props.error ? <ProblemNotice error={props.error} /> : null}
        {check ? <Verdict check={check} /> : <p className="muted">填写后，这里说明会归到哪个主体、怎样入库。</p>}
      </div>
      <p className="muted forecast-state">{props.isSettling ? '正在检查…' : ' '}</p>
    </aside>
  );
}

function Verdict({ check }: { check: RowCheck }) {
  const fatal = check.findings.filter(isFatal).length;
  const general = check.findings.filter(({ field }) => field === null);
  const outcome = outcomes[check.outcome];
  return (
    <>
      <p>
        <Badge tone={outcome.tone}>{outcome.name}</Badge>
      </p>
      {check.outcome === 'rejected' ? <p>还有 {fatal} 处须填写或改正。</p> : <p>{effects[check.effect]}</p>}
      {check.subject ? (
        <p>
          归到{' '}
          <AppLink href={`/subjects/${check.subject.subjectCode}`} target="_blank">
            {check.subject.name ?? check.subject.subjectCode}
            <span className="unseen">（在新窗口打开）</span>
          </AppLink>
          <span className="muted">（{check.subject.matchedByName}）</span>
        </p>
      ) : null}
      <ul>
        {general.map((finding) => (
          <li key={finding.rule + finding.message}>{finding.message}</li>
        ))}
      </ul>
      {check.candidates.length > 0 ? (
        <>
          <h3>可能是</h3>
          <ul className="forecast-candidates">
            {check.candidates.map((candidate) => (
              <li key={candidate.subjectCode}>
                <AppLink href={`/subjects/${candidate.subjectCode}`} target="_blank">
                  {candidate.name}
                  <span className="unseen">（在新窗口打开）</span>
                </AppLink>
                <br />
                <span className="code">{candidate.subjectCode}</span>
                <br />
                <span className="muted">
                  {statusWord(candidate.status).name}；{candidate.reason}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

import type { Candidate } from '@xinheng/contracts/pending.ts';
import { AppLink } from '../../../ui/address.tsx';
import { kindName, statusWord } from '../../../ui/detail/words.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Nothing } from '../../../ui/pieces/facts.tsx';

export interface CandidatesProps {
  candidates: readonly Candidate[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** The subjects that the row may be about, and the chosen one beside what the row says. */
export function Candidates(props: CandidatesProps) {
  const { candidates, chosen } = props;
  const candidate = candidates[chosen];
  return (
    <section className="sheet candidates" aria-labelledby="candidates-title">
      <h2 id="candidates-title">候选主体</h2>
      {candidates.length === 0 ? (
        <p>没有找到可能的主体。登记信息归集后会自动认领；也可退回部门补正。</p>
      ) : (
        <fieldset className="candidate-list">
          <legend className="unseen">选择候选主体</legend>
          {candidates.map((each, index) => (
            <Line key={each.subjectCode} candidate={each} index={index} {...props} />
          ))}
        </fieldset>
      )}
      {candidate ? <Comparison candidate={candidate} /> : null}
    </section>
  );
}

function Line(props: CandidatesProps & { candidate: Candidate; index: number }) {
  const { candidate, index, chosen } = props;
  const status = statusWord(candidate.status);
  return (
    <label className={index === chosen ? 'candidate chosen' : 'candidate'}>
      <input type="radio" name="candidate" checked={index === chosen} onChange={() => props.onChoose(index)} />
      <span>
        <span className="candidate-name">
          <span aria-hidden="true">{index < 9 ? <kbd>{index + 1}</kbd> : null}</span> {candidate.name}{' '}
          <Badge tone={status.tone}>{status.name}</Badge>
        </span>
        <span className="candidate-facts">
          <span className="code">{candidate.subjectCode}</span> {kindName(candidate.kind)} {candidate.region?.name}
        </span>
        <span className="candidate-reasons">{candidate.reasons.map(({ text }) => text).join('；')}</span>
      </span>
    </label>
  );
}

const marks = { agrees: '✓ 一致', differs: '✕ 不同', unknown: '— 无从比对' };

function markOf(agrees: boolean | null): keyof typeof marks {
  if (agrees === null) return 'unknown';
  return agrees ? 'agrees' : 'differs';
}

function Comparison({ candidate }: { candidate: Candidate }) {
  return (
    <>
      <div className="scroll">
        <table className="compare">
          <caption className="unseen">来件与{candidate.name}的登记逐项对照</caption>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">来件</th>
              <th scope="col">登记</th>
              <th scope="col">对照</th>
            </tr>
          </thead>
          <tbody>
            {candidate.comparison.map((line) => {
              const mark = markOf(line.agrees);
              return (
                <tr key={line.label} className={mark}>
                  <th scope="row">{line.label}</th>
                  <td>{line.row ?? <Nothing />}</td>
                  <td>{line.register ?? <Nothing />}</td>
                  <td className="mark">{marks[mark]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p>
        <AppLink href={`/subjects/${candidate.subjectCode}`} target="_blank">
          打开主体档案<span className="unseen">：{candidate.name}（在新窗口打开）</span>
        </AppLink>
        {candidate.present ? (
          <span className="muted">
            　该主体已有同一信息（第 {candidate.present.version} 版），
            {candidate.present.same ? '内容相同，认领不会改变它。' : '认领后写成新的版本。'}
          </span>
        ) : null}
      </p>
    </>
  );
}

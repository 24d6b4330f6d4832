import type { Rival } from '@xinheng/contracts/pending.ts';
import { useState } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import '../../../ui/form/form.css';
import { Nothing } from '../../../ui/pieces/facts.tsx';

/** Two contents of one key side by side; what differs says so. */
export function RivalTable({ rival }: { rival: Rival }) {
  const [all, setAll] = useState(false);
  const differing = rival.fields.filter(({ differs }) => differs);
  const shown = all ? rival.fields : differing;
  return (
    <section className="sheet candidates" aria-labelledby="rival-title">
      <h2 id="rival-title">同一信息的两种内容</h2>
      <p>
        <AppLink href={`/subjects/${rival.subjectCode}/records/${rival.recordKey}`} target="_blank">
          {rival.subjectName}的现有信息<span className="unseen">（在新窗口打开）</span>
        </AppLink>
        <span className="muted">
          　第 {rival.version} 版，第 {rival.batch} 批次第 {rival.row} 行，{momentText(rival.recordedFrom)} 入库
        </span>
      </p>
      <div className="scroll">
        <table className="compare">
          <caption className="unseen">现有信息与来件逐项对照</caption>
          <thead>
            <tr>
              <th scope="col">字段</th>
              <th scope="col">现有信息</th>
              <th scope="col">来件</th>
              <th scope="col">对照</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <tr key={field.name} className={field.differs ? 'differs' : 'agrees'}>
                <th scope="row">{field.label}</th>
                <td>{field.present ?? <Nothing />}</td>
                <td>{field.waiting ?? <Nothing />}</td>
                <td className="mark">{field.differs ? '✕ 不同' : '✓ 一致'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <button type="button" className="link-button" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? '只看不同之处' : `看全部 ${rival.fields.length} 项（不同 ${differing.length} 项）`}
        </button>
      </p>
    </section>
  );
}

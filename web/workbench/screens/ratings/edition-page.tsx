import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ActButton, type ActField, reasonField } from '../../../ui/act/act-button.tsx';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { BacktestPart } from './backtest-part.tsx';
import { differences } from './edition-diff.ts';
import { EditionEditor } from './edition-editor.tsx';
import { type EditionFile, editionQuery, stateWords } from './rating-queries.ts';
import './ratings.css';

/** One edition: what it changes, whom it moves, and the way from draft to law. */
export default function EditionPage() {
  const { editionId = '' } = useParams({ strict: false }) as { editionId?: string };
  const asked = useQuery(editionQuery(editionId));
  return (
    <div className="page wide">
      <h1>{asked.data ? `${asked.data.title}：${asked.data.edition}` : '规则版本'}</h1>
      <Loaded asked={asked} lines={20} height={900}>
        {(file) => (
          <>
            <section className="sheet stack" aria-label="版本">
              <div className="edition-head">
                <Badge tone={stateWords[file.state].tone}>{stateWords[file.state].name}</Badge>
                <Acts file={file} />
              </div>
              <Facts
                facts={[
                  { label: '底稿', value: file.basedOn },
                  { label: '生效日期', value: file.effectiveFrom },
                  { label: '起草时间', value: momentText(file.draftedAt) },
                  { label: '签发时间', value: file.signedAt === null ? null : momentText(file.signedAt) },
                  { label: '理由', value: file.reason, wide: true },
                  ...(file.returned === null ? [] : [{ label: '退回意见', value: file.returned, wide: true }]),
                ]}
              />
            </section>
            <Differences file={file} />
            {file.backtest ? <BacktestPart file={file} backtest={file.backtest} /> : null}
            {file.allowed.includes('save') ? <EditionEditor key={file.version} file={file} /> : null}
          </>
        )}
      </Loaded>
    </div>
  );
}

const effectiveField: ActField = {
  ...{ name: 'effectiveFrom', label: '生效日期', kind: 'day', required: true },
  hint: '须晚于今天',
};

function Acts({ file }: { file: EditionFile }) {
  const queries = useQueryClient();
  const go = useGo();
  const path = `/officer/rating-editions/${file.id}`;
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['rating-editions'] });
    void queries.invalidateQueries({ queryKey: ['rating-rules'] });
  };
  const post = (below: string, body: object) =>
    api<{ id: number }>(`${path}/${below}`, { method: 'POST', body: { version: file.version, ...body } });
  const may = (act: EditionFile['allowed'][number]) => file.allowed.includes(act);
  return (
    <span className="edition-acts">
      {may('backtest') ? (
        <ActButton
          label="回测"
          intro="用现在的全部信息，按现行版本和本草稿各评判一遍全市主体，并回看以往十二个季度末。"
          send={() => post('backtest', {})}
          said="已开始回测，完成后显示在本页。"
          onDone={refresh}
        />
      ) : null}
      {may('submit') ? (
        <ActButton
          label="送签"
          primary
          intro="送签后内容不能再改；由另一人签发或退回。"
          fields={[effectiveField]}
          send={(values) => post('submission', values)}
          said="已送签。"
          onDone={refresh}
        />
      ) : null}
      {may('publish') ? (
        <ActButton
          label="签发"
          primary
          intro={`签发后自 ${file.effectiveFrom} 起生效，内容不可再改动，届时全市重新评判。`}
          fields={[reasonField]}
          send={(values) => post('decision', { decision: 'publish', ...values })}
          said="已签发。"
          onDone={refresh}
        />
      ) : null}
      {may('return') ? (
        <ActButton
          label="退回"
          fields={[reasonField]}
          send={(values) => post('decision', { decision: 'return', ...values })}
          said="已退回起草人。"
          onDone={refresh}
        />
      ) : null}
      {may('drop') ? (
        <ActButton
          label="放弃草稿"
          danger
          intro="放弃后不能恢复，版本号不能再用。"
          send={() => post('drop', {})}
          said="已放弃。"
          onDone={() => {
            refresh();
            go('/rating-rules');
          }}
        />
      ) : null}
    </span>
  );
}

function Differences({ file }: { file: EditionFile }) {
  const changed = differences(file.present, file.body);
  const published = file.state === 'published' && file.present.edition === file.edition;
  return (
    <section className="sheet stack" aria-label="与现行版本的差别">
      <h2>与现行版本的差别</h2>
      {published ? <p className="muted">本版本即现行版本。</p> : null}
      {!published && changed.length === 0 ? <p className="muted">内容与现行版本相同。</p> : null}
      {changed.length > 0 ? (
        <div className="rating-scroll">
          <table className="rating-table">
            <caption className="unseen">差别</caption>
            <thead>
              <tr>
                <th scope="col">位置</th>
                <th scope="col">现行（{file.present.edition}）</th>
                <th scope="col">本版本</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((one) => (
                <tr key={one.where}>
                  <th scope="row">{one.where}</th>
                  <td>{one.before}</td>
                  <td>{one.after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {file.metrics.length > 0 ? <p>新增指标：{file.metrics.map(({ title }) => title).join('、')}</p> : null}
    </section>
  );
}

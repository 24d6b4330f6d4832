import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { SubjectCard, SubjectFile } from '@xinheng/contracts/subject-file.ts';
import { Button } from 'antd';
import { addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { AuditTab } from '../../../ui/detail/audit-tab.tsx';
import { type Clocks, ClocksForm, ClocksNotice, clocksOf } from '../../../ui/detail/clocks.tsx';
import { Detail } from '../../../ui/detail/detail.tsx';
import { subjectQuery } from '../../../ui/detail/file-queries.ts';
import { JudgementTab } from '../../../ui/detail/judgement-tab.tsx';
import { FileSections } from '../../../ui/detail/record-lines.tsx';
import { disclosures, kindName, statusWord } from '../../../ui/detail/words.ts';
import { EmbeddedList } from '../../../ui/list/embedded-list.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { useMay } from '../../session/session.ts';

/** The full file of one subject. */
export default function SubjectPage() {
  const { code = '' } = useParams({ strict: false });
  const { query } = useAddress();
  const clocks = clocksOf(query);
  const file = useQuery(subjectQuery(code, clocks));
  if (file.isError) {
    return (
      <section className="page">
        <h1>主体档案</h1>
        <ProblemNotice error={file.error} retry={() => void file.refetch()} />
        <ClocksBar clocks={clocks} />
      </section>
    );
  }
  if (!file.data) {
    return (
      <section className="page" aria-busy="true">
        <div className="sheet">
          <Waiting lines={8} height={260} label="正在读取主体档案" />
        </div>
        <div className="sheet">
          <Waiting lines={16} height={600} />
        </div>
      </section>
    );
  }
  return <FileDetail file={file.data} clocks={clocks} />;
}

/** The two clocks of the page; what they are set to stands in the address. */
function ClocksBar({ clocks }: { clocks: Clocks }) {
  const { path, query } = useAddress();
  const go = useGo();
  const ask = (next: Clocks) => {
    const asked = new URLSearchParams(query);
    for (const [name, value] of Object.entries(next)) {
      if (value) asked.set(name, value);
      else asked.delete(name);
    }
    go(addressOf(path, asked));
  };
  return (
    <div className="sheet">
      <ClocksForm clocks={clocks} onAsk={ask} />
    </div>
  );
}

function FileDetail({ file, clocks }: { file: SubjectFile; clocks: Clocks }) {
  const may = useMay();
  const go = useGo();
  const { card } = file;
  const status = card ? statusWord(card.status) : null;
  const total = file.items.reduce((sum, { count }) => sum + count, 0);
  return (
    <Detail
      kind="主体档案"
      title={card?.name ?? file.name}
      badges={
        <>
          {status ? <Badge tone={status.tone}>{status.name}</Badge> : null}
          {card ? <Badge tone="neutral">{kindName(card.kind)}</Badge> : null}
        </>
      }
      line={
        <>
          <span className="muted">统一社会信用代码 </span>
          <span className="code">{file.subjectCode}</span>
        </>
      }
      actions={
        may('records.enter') ? (
          <Button onClick={() => go(`/entry?subject=${encodeURIComponent(file.subjectCode)}`)}>录入信息</Button>
        ) : null
      }
      summary={card ? <Card card={card} /> : <p>在所选日期与时刻，该主体尚未登记。</p>}
      notice={
        <>
          <ClocksBar clocks={clocks} />
          <ClocksNotice clocks={clocks} />
        </>
      }
      tabs={[
        {
          name: 'records',
          title: '信用信息',
          count: total,
          content: () => <FileSections file={file} clocks={clocks} />,
        },
        ...(may('ratings.read')
          ? [
              {
                name: 'judgement',
                title: '信用评判',
                content: () => <JudgementTab code={file.subjectCode} clocks={clocks} />,
              },
            ]
          : []),
        { name: 'identity', title: '登记与标识', content: () => <Identity file={file} /> },
        {
          name: 'all',
          title: '全部信息列表',
          content: () => <EmbeddedList list="records" filters={{ subject: file.subjectCode }} />,
        },
        { name: 'audit', title: '审计', content: () => <AuditTab subjectCode={file.subjectCode} /> },
      ]}
    />
  );
}

function Card({ card }: { card: SubjectCard }) {
  return (
    <Facts
      facts={[
        { label: '法定代表人（负责人、经营者）', value: card.legalRepresentative },
        { label: '成立日期', value: card.establishedOn },
        { label: '区划', value: card.region?.name },
        { label: '注册资本', value: capitalText(card.capital) },
        { label: '住所', value: card.address },
        { label: '更新时间', value: momentText(card.updatedAt) },
      ]}
    />
  );
}

function capitalText(capital: SubjectCard['capital']): string | null {
  if (!capital) return null;
  const [whole = '', decimals] = capital.amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const currency = capital.currency === 'CNY' ? '元' : capital.currency;
  return `${grouped}${decimals && Number(decimals) > 0 ? `.${decimals}` : ''} ${currency}`;
}

function Identity({ file }: { file: SubjectFile }) {
  const { card } = file;
  return (
    <>
      <h2>登记</h2>
      {card ? (
        <Facts
          facts={[
            { label: '名称', value: card.name },
            { label: '类型', value: kindName(card.kind) },
            { label: '市场主体类型', value: card.entityType },
            { label: '行业', value: card.industry },
          ]}
        />
      ) : (
        <p className="muted">在所选日期与时刻没有登记。</p>
      )}
      <h2>代码与曾用名</h2>
      {file.identifiers.length === 0 ? (
        <p className="muted">没有其他代码或曾用名。</p>
      ) : (
        <Facts
          facts={file.identifiers.map(({ schemeName, value }, index) => ({
            label:
              file.identifiers.filter((each) => each.schemeName === schemeName).length > 1
                ? `${schemeName} ${index + 1}`
                : schemeName,
            value: <span className="code">{value}</span>,
          }))}
        />
      )}
      <p className="muted">
        您可查看至“{disclosures[file.level]}”的信息；个人信息{file.unmasked ? '不脱敏显示' : '脱敏显示'}。
      </p>
    </>
  );
}

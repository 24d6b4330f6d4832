import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { RecordFile, RecordVersion } from '@xinheng/contracts/subject-file.ts';
import { Button } from 'antd';
import { useState } from 'react';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { AuditTab } from '../../../ui/detail/audit-tab.tsx';
import { Detail } from '../../../ui/detail/detail.tsx';
import { recordQuery } from '../../../ui/detail/file-queries.ts';
import { ProvenValues, SourceFacts } from '../../../ui/detail/proven-values.tsx';
import { RecordEvents, RecordHistory } from '../../../ui/detail/record-history.tsx';
import {
  disclosures,
  displayText,
  polarities,
  recordStates,
  severities,
  validityText,
} from '../../../ui/detail/words.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** One record: its present content with the origin of each value, its versions, and what was done to it. */
export default function RecordPage() {
  const { code = '', key = '' } = useParams({ strict: false });
  const file = useQuery(recordQuery(code, key));
  if (file.isError) {
    return (
      <section className="page">
        <h1>信用信息</h1>
        <ProblemNotice error={file.error} retry={() => void file.refetch()} />
      </section>
    );
  }
  const present = file.data?.versions[0];
  if (!file.data || !present) {
    return (
      <section className="page" aria-busy="true">
        <div className="sheet">
          <Waiting lines={7} height={230} label="正在读取信用信息" />
        </div>
        <div className="sheet">
          <Waiting lines={14} height={520} />
        </div>
      </section>
    );
  }
  return <RecordDetail file={file.data} present={present} />;
}

function RecordDetail({ file, present }: { file: RecordFile; present: RecordVersion }) {
  const go = useGo();
  const [withdrawing, setWithdrawing] = useState(false);
  const polarity = polarities[file.polarity];
  const state = recordStates[present.state];
  const severity = present.severity ? severities[present.severity] : null;
  const here = `/subjects/${file.subjectCode}/records/${file.recordKey}`;
  return (
    <>
      <Detail
        kind={file.itemName}
        title={present.documentNumber ?? file.itemName}
        badges={
          <>
            <Badge tone={state.tone}>{state.name}</Badge>
            <Badge tone={polarity.tone}>{polarity.name}</Badge>
            {severity ? <Badge tone={severity.tone}>{severity.name}</Badge> : null}
          </>
        }
        line={<AppLink href={`/subjects/${file.subjectCode}`}>{file.subjectName}</AppLink>}
        actions={
          <>
            {file.mayAmend ? <Button onClick={() => go(`${here}/amend`)}>更正</Button> : null}
            {file.mayWithdraw ? (
              <Button danger onClick={() => setWithdrawing(true)}>
                撤回
              </Button>
            ) : null}
          </>
        }
        summary={
          <Facts
            facts={[
              { label: '提供部门', value: file.department.name },
              { label: '发生日期', value: present.occurredOn },
              { label: '有效期', value: validityText(present.effectiveFrom, present.effectiveUntil) },
              { label: '公示期', value: displayText(present.shownFrom, present.shownUntil) },
              { label: '公开属性', value: disclosures[file.disclosure] },
              { label: '版本', value: `第 ${present.version} 版，${momentText(present.recordedFrom)} 入库` },
            ]}
          />
        }
        tabs={[
          { name: 'content', title: '内容', content: () => <Content version={present} /> },
          {
            name: 'history',
            title: '版本',
            count: file.versions.length,
            content: () => <RecordHistory versions={file.versions} />,
          },
          {
            name: 'events',
            title: '办理记录',
            count: file.events.length,
            content: () => <RecordEvents events={file.events} />,
          },
          { name: 'audit', title: '审计', content: () => <AuditTab subjectCode={file.subjectCode} /> },
        ]}
      />
      <WithdrawDialog file={file} version={present.version} open={withdrawing} onClose={() => setWithdrawing(false)} />
    </>
  );
}

function Content({ version }: { version: RecordVersion }) {
  return (
    <>
      <div>
        <ProvenValues version={version} />
      </div>
      {version.findings.length > 0 ? (
        <section>
          <h2>入库时的提示</h2>
          <ul>
            {version.findings.map((finding) => (
              <li key={`${finding.rule} ${finding.message}`}>
                <span className="code muted">{finding.rule}</span> {finding.message}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h2>来源</h2>
        <SourceFacts version={version} />
      </section>
    </>
  );
}

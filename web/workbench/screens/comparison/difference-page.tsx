import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import {
  comparisonKinds,
  type DifferenceFile,
  type DifferenceSide,
  differenceDecisions,
  differenceStates,
  differenceSteps,
  gravities,
  type Side,
} from '@xinheng/contracts/comparison.ts';
import { ActButton, type ActField } from '../../../ui/act/act-button.tsx';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts, Nothing } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import './comparison.css';

const tones = {
  open: 'warning',
  decided: 'warning',
  written: 'good',
  'not-an-error': 'neutral',
  gone: 'neutral',
} as const;
const gravityTones = { severe: 'bad', general: 'warning', minor: 'neutral' } as const;

/** One difference: both values side by side, the decision, and what happened to it. */
export default function DifferencePage() {
  const { differenceId = '' } = useParams({ strict: false }) as { differenceId?: string };
  const queryKey = ['differences', differenceId];
  const path = `/officer/differences/${encodeURIComponent(differenceId)}`;
  const asked = useQuery({ queryKey, queryFn: ({ signal }) => api<DifferenceFile>(path, { signal }) });
  const queries = useQueryClient();
  const onDone = ({ difference }: Done) => {
    queries.setQueryData(queryKey, difference);
    void queries.invalidateQueries({ queryKey: ['lists'] });
  };
  return (
    <div className="page wide">
      <h1>{asked.data?.rule.title ?? '比对差异单'}</h1>
      <Loaded asked={asked} lines={16} height={700}>
        {(file) => (
          <>
            <section className="sheet stack" aria-label="差异单">
              <Head file={file} path={path} onDone={onDone} />
              <p className="muted">{file.rule.description}</p>
              <Sides file={file} />
              <Facts facts={factsOf(file)} />
            </section>
            <section className="sheet stack" aria-label="经过">
              <h2>经过</h2>
              <History file={file} />
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}

interface Done {
  message: string;
  difference: DifferenceFile;
}

function Head({ file, path, onDone }: { file: DifferenceFile; path: string; onDone: (done: Done) => void }) {
  return (
    <p className="difference-head">
      <Badge tone={file.overdue ? 'bad' : tones[file.state]}>
        {file.overdue ? '已逾期' : differenceStates[file.state]}
      </Badge>
      <Badge tone={gravityTones[file.gravity]}>{gravities[file.gravity]}</Badge>
      <span className="muted">{comparisonKinds[file.rule.kind]}</span>
      <span className="difference-acts">
        {file.mayDecide ? <Decide file={file} path={path} onDone={onDone} /> : null}
        {file.mayWrite ? (
          <ActButton
            label="写入更正"
            primary
            intro={`按决定“${file.decision ? differenceDecisions[file.decision] : ''}”，把更正写成本部门信息的新版本，原版本照旧可查。`}
            send={() => api<Done>(`${path}/write-back`, { method: 'POST', body: { revision: file.revision } })}
            said="更正已写成新的版本。"
            onDone={onDone}
          />
        ) : null}
      </span>
    </p>
  );
}

const short = (text: string | null) =>
  text === null ? '（未填写）' : text.length > 40 ? `${text.slice(0, 40)}…` : text;

/** The decisions, in words of this difference. */
function decisionsOf({ left, right, proposed }: DifferenceFile): ActField['options'] {
  const advice = (side: Side) => (proposed === side ? '（建议）' : '');
  return [
    { code: 'left', name: `左值正确：${short(left.text)}${advice('left')}` },
    { code: 'right', name: `右值正确：${short(right.text)}${advice('right')}` },
    { code: 'other', name: '两值都不对，应为其他值' },
    { code: 'not-an-error', name: '不是差错，两值都保留' },
  ];
}

function Decide({ file, path, onDone }: { file: DifferenceFile; path: string; onDone: (done: Done) => void }) {
  return (
    <ActButton
      label="核对并决定"
      title={file.rule.title}
      primary
      wide
      intro={
        <>
          {file.proposal === null ? null : <strong>建议：{file.proposal}。</strong>}
          有误的一边由本部门提供的，更正当即写成新的版本；由其他部门提供的，交由该部门写入。
        </>
      }
      fields={[
        {
          ...{ name: 'decision', label: '决定', kind: 'choice', required: true },
          options: decisionsOf(file) ?? [],
          initial: file.proposed ?? '',
        },
        { name: 'value', label: '应为', kind: 'text', hint: '决定为“其他值”时填写', maxLength: 500 },
        { name: 'reason', label: '理由', kind: 'long-text', hint: '决定为“其他值”“不是差错”时必填', maxLength: 400 },
      ]}
      send={({ decision, value, reason }) =>
        api<Done>(`${path}/decision`, {
          method: 'POST',
          body: { revision: file.revision, decision, reason, ...(decision === 'other' && { value }) },
        })
      }
      said="已作出决定。"
      onDone={onDone}
    />
  );
}

function Sides({ file }: { file: DifferenceFile }) {
  const { left, right } = file;
  const lines: { label: string; of: (side: DifferenceSide, name: Side) => React.ReactNode; strong?: boolean }[] = [
    {
      label: '值',
      strong: true,
      of: (side, name) => (
        <>
          <strong className={side.text === null ? 'muted' : undefined}>{side.text ?? '未填写'}</strong>
          {side.masked ? <span className="muted">（已脱敏）</span> : null}
          {file.state === 'open' && file.proposed === name ? <Badge tone="good">建议采用</Badge> : null}
        </>
      ),
    },
    { label: '字段', of: (side) => side.fieldLabel },
    { label: '提供部门', of: (side) => side.department?.name ?? <Nothing /> },
    { label: '信息', of: (side) => <Place side={side} /> },
    {
      label: '来源',
      of: (side) =>
        side.batch === null ? (
          <Nothing />
        ) : (
          <>
            <AppLink href={`/batches/${side.batch}`}>批次 {side.batch}</AppLink>，第 {side.row} 行
          </>
        ),
    },
    { label: '入库', of: (side) => (side.recordedFrom === null ? <Nothing /> : momentText(side.recordedFrom)) },
  ];
  return (
    <table className="difference-sides">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">项目</span>
          </th>
          <th scope="col">左值</th>
          <th scope="col">右值</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ label, of, strong }) => (
          <tr key={label} className={strong ? 'difference-values' : undefined}>
            <th scope="row">{label}</th>
            <td>{of(left, 'left')}</td>
            <td>{of(right, 'right')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Place({ side }: { side: DifferenceSide }) {
  if (side.recordKey === null)
    return <AppLink href={`/subjects/${side.subjectCode}`}>主体登记（{side.subjectCode}）</AppLink>;
  return (
    <AppLink href={`/subjects/${side.subjectCode}/records/${side.recordKey}`}>
      {side.itemName ?? side.item}，第 {side.version} 版
    </AppLink>
  );
}

function factsOf(file: DifferenceFile) {
  const decided = file.decidedAt !== null;
  return [
    {
      label: '主体',
      value: <AppLink href={`/subjects/${file.subjectCode}`}>{file.subjectName ?? file.subjectCode}</AppLink>,
    },
    { label: '应办部门', value: file.acting?.name },
    { label: '发现时间', value: momentText(file.foundAt) },
    { label: '核对期限', value: file.dueOn ?? '待该年度节假日安排公布后确定' },
    ...(file.proposal === null || file.state !== 'open'
      ? []
      : [{ label: '更正建议', value: file.proposal, wide: true }]),
    { label: '依据', value: file.rule.source, wide: true },
    ...(decided
      ? [
          { label: '决定', value: file.decision && differenceDecisions[file.decision] },
          { label: '决定人', value: file.decidedByName },
          ...(file.value === null ? [] : [{ label: '应为', value: file.value, wide: true }]),
          { label: '理由', value: file.reason, wide: true },
        ]
      : []),
    ...(file.correctionId === null
      ? []
      : [
          {
            label: '自动更正',
            value: <AppLink href={`/corrections/${file.correctionId}`}>规则 {file.correctionId}</AppLink>,
          },
        ]),
  ];
}

function History({ file }: { file: DifferenceFile }) {
  return (
    <ol className="difference-history">
      {file.history.map(({ at, step, by, note }) => (
        <li key={`${at} ${step}`}>
          <span className="difference-when">{momentText(at, true)}</span>
          <span>
            <strong>{differenceSteps[step]}</strong>
            {by === null ? null : <span className="muted">　{by}</span>}
            {note === null ? null : <span className="difference-note">{note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

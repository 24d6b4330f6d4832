import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ChallengeFile, challengeGrounds, challengeStates } from '@xinheng/contracts/scorecards.ts';
import { ActButton } from '../../../ui/act/act-button.tsx';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import './scorecards.css';

const tones = { open: 'warning', upheld: 'good', partly: 'good', dismissed: 'neutral' } as const;

/** One challenge: what is doubted, the way to the record, and the answer. */
export default function ChallengePage() {
  const { challengeId = '' } = useParams({ strict: false }) as { challengeId?: string };
  const queryKey = ['challenges', challengeId];
  const asked = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<ChallengeFile>(`/officer/challenges/${encodeURIComponent(challengeId)}`, { signal }),
  });
  const queries = useQueryClient();
  return (
    <div className="page">
      <h1>公众质疑</h1>
      <section className="sheet stack" aria-label="质疑">
        <Loaded asked={asked} lines={8} height={380}>
          {(file) => (
            <>
              <p className="challenge-head">
                <Badge tone={file.overdue ? 'bad' : tones[file.state]}>
                  {file.overdue ? '已逾期' : challengeStates[file.state]}
                </Badge>
                {file.mayDecide ? (
                  <Decide
                    file={file}
                    onDone={(decided) => {
                      queries.setQueryData(queryKey, decided);
                      void queries.invalidateQueries({ queryKey: ['lists'] });
                    }}
                  />
                ) : null}
              </p>
              <Facts facts={factsOf(file)} />
            </>
          )}
        </Loaded>
      </section>
    </div>
  );
}

function factsOf(file: ChallengeFile) {
  const record = `/subjects/${file.subjectCode}/records/${file.recordKey}`;
  return [
    { label: '主体', value: <AppLink href={`/subjects/${file.subjectCode}`}>{file.subjectName}</AppLink> },
    { label: '信息', value: <AppLink href={record}>打开有疑问的信息（提出时为第 {file.recordVersion} 版）</AppLink> },
    { label: '理由', value: challengeGrounds[file.ground] },
    { label: '有疑问的内容', value: file.fieldLabel ?? '整条信息' },
    { label: '提出时间', value: momentText(file.openedAt) },
    { label: '答复期限', value: file.dueOn ?? '待该年度节假日安排公布后确定' },
    { label: '联系方式', value: file.contact ?? '未留，或已按期删除' },
    { label: '说明', value: file.claim, wide: true },
    ...(file.state === 'open'
      ? []
      : [
          { label: '答复', value: file.answer, wide: true },
          { label: '答复人', value: file.decidedByName },
          { label: '答复时间', value: file.decidedAt === null ? null : momentText(file.decidedAt) },
        ]),
  ];
}

function Decide({ file, onDone }: { file: ChallengeFile; onDone: (decided: ChallengeFile) => void }) {
  return (
    <ActButton
      label="答复"
      title="答复质疑"
      primary
      intro="答复对外公开，不要写入个人信息。质疑成立的，请另行更正或撤回该信息。"
      fields={[
        {
          ...{ name: 'decision', label: '结论', kind: 'choice', required: true },
          options: (['upheld', 'partly', 'dismissed'] as const).map((code) => ({ code, name: challengeStates[code] })),
        },
        { name: 'answer', label: '答复内容', kind: 'long-text', required: true, maxLength: 500 },
      ]}
      send={(values) =>
        api<ChallengeFile>(`/officer/challenges/${file.challengeId}/decision`, { method: 'POST', body: values })
      }
      said="已答复，并对外公开。"
      onDone={onDone}
    />
  );
}

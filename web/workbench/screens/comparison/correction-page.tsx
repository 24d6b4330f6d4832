import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { correctionStates } from '@xinheng/contracts/comparison.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import './comparison.css';
import { treatment } from './words.ts';

interface Correction {
  correctionId: number;
  ruleTitle: string;
  departmentName: string;
  itemName: string;
  shapeText: string;
  decision: 'left' | 'right';
  state: 'proposed' | 'on' | 'off';
  confirmations: number;
  wouldChange: number;
  open: number;
  corrected: number;
  examples: string[];
  proposedByName: string | null;
  proposedAt: string;
  switchedOnByName: string | null;
  switchedOnAt: string | null;
  switchedOffByName: string | null;
  switchedOffAt: string | null;
  offReason: string | null;
  maySwitchOn: boolean;
  maySwitchOff: boolean;
}

const tones = { proposed: 'warning', on: 'good', off: 'neutral' } as const;

/** One automatic correction: what it changes, who proposed it and who switched it on. */
export default function CorrectionPage() {
  const { correctionId = '' } = useParams({ strict: false }) as { correctionId?: string };
  const queryKey = ['corrections', correctionId];
  const path = `/officer/corrections/${encodeURIComponent(correctionId)}`;
  const asked = useQuery({ queryKey, queryFn: ({ signal }) => api<Correction>(path, { signal }) });
  const queries = useQueryClient();
  const onDone = (done: Correction) => {
    queries.setQueryData(queryKey, done);
    void queries.invalidateQueries({ queryKey: ['lists'] });
  };
  return (
    <div className="page">
      <h1>自动更正规则 {correctionId}</h1>
      <section className="sheet stack" aria-label="自动更正规则">
        <Loaded asked={asked} lines={10} height={500}>
          {(file) => (
            <>
              <p className="difference-head">
                <Badge tone={tones[file.state]}>{correctionStates[file.state]}</Badge>
                <span className="difference-acts">
                  {file.maySwitchOn ? (
                    <ActButton
                      label="启用"
                      primary
                      intro={`启用后，此刻的 ${file.open} 条和以后的同类差异都${treatment(file.decision)}，写成新的版本。每一条都记明由本规则更正。`}
                      send={() => api<Correction>(`${path}/on`, { method: 'POST', body: {} })}
                      said="已启用，约一分钟内开始更正。"
                      onDone={onDone}
                    />
                  ) : null}
                  {file.maySwitchOff ? (
                    <ActButton
                      label={file.state === 'on' ? '停用' : '撤销提请'}
                      danger
                      intro={file.state === 'on' ? '停用后不再自动更正；已更正的不变。' : '撤销后可以重新提请。'}
                      fields={[{ ...reasonField, maxLength: 400 }]}
                      send={({ reason }) => api<Correction>(`${path}/off`, { method: 'POST', body: { reason } })}
                      said={file.state === 'on' ? '已停用。' : '已撤销提请。'}
                      onDone={onDone}
                    />
                  ) : null}
                </span>
              </p>
              <Facts facts={factsOf(file)} />
            </>
          )}
        </Loaded>
      </section>
    </div>
  );
}

const byAt = (name: string | null, at: string | null) => (at === null ? null : `${name ?? '—'}，${momentText(at)}`);

function factsOf(file: Correction) {
  const rows = `/differences?f.correction=${file.correctionId}..${file.correctionId}`;
  return [
    { label: '比对规则', value: file.ruleTitle },
    { label: '更正哪个部门', value: file.departmentName },
    { label: '信息事项', value: file.itemName },
    { label: '处理', value: treatment(file.decision) },
    { label: '差异', value: file.shapeText, wide: true },
    { label: '提请时已确认', value: `${countText(file.confirmations)} 次` },
    { label: '提请时将更正', value: `${countText(file.wouldChange)} 条` },
    { label: '此刻将更正', value: `${countText(file.open)} 条` },
    { label: '已自动更正', value: <AppLink href={rows}>{countText(file.corrected)} 条</AppLink> },
    { label: '提请', value: byAt(file.proposedByName, file.proposedAt) },
    { label: '启用', value: byAt(file.switchedOnByName, file.switchedOnAt) },
    ...(file.state === 'off'
      ? [
          { label: '停用', value: byAt(file.switchedOffByName, file.switchedOffAt) },
          { label: '停用理由', value: file.offReason, wide: true },
        ]
      : []),
    ...(file.examples.length === 0 || file.state === 'off'
      ? []
      : [{ label: '举例', value: <Examples ids={file.examples.slice(0, 5)} />, wide: true }]),
  ];
}

function Examples({ ids }: { ids: string[] }) {
  return (
    <>
      {ids.map((id, at) => (
        <span key={id}>
          {at > 0 ? '、' : ''}
          <AppLink href={`/differences/${id}`}>差异单 {id.slice(0, 8)}</AppLink>
        </span>
      ))}
    </>
  );
}

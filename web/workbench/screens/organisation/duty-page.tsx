import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { DutyDetail } from '@xinheng/contracts/organisation.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { filled } from '../../../ui/act/act-values.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { daysText, HistoryPart } from './history.tsx';
import { dutyQuery, useRefreshOrganisation } from './organisation-queries.ts';
import { dutyKinds, heldWords } from './words.ts';
import './organisation.css';

/** One duty: who answers for which item. */
export default function DutyPage() {
  const { dutyId = '' } = useParams({ strict: false });
  const asked = useQuery(dutyQuery(dutyId));
  if (asked.data) return <DutyFile duty={asked.data} />;
  return (
    <div className="page">
      <h1>职责</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={10} height={480}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

function DutyFile({ duty }: { duty: DutyDetail }) {
  const refresh = useRefreshOrganisation();
  const { name, tone } = heldWords[duty.state];
  return (
    <Detail
      kind="职责"
      title={duty.itemName}
      badges={<Badge tone={tone}>{name}</Badge>}
      line={<AppLink href={`/organisation/${duty.organisation}`}>{duty.organisationName}</AppLink>}
      actions={
        duty.may.end ? (
          <ActButton
            danger
            label="终止职责"
            fields={[{ name: 'until', label: '自哪一天起终止', kind: 'day', required: true }, reasonField]}
            send={(values) =>
              api(`/organisation/duties/${duty.dutyId}/end`, {
                method: 'POST',
                body: { ...filled(values), version: duty.stamp.version },
              })
            }
            said="职责终止已登记。"
            onDone={refresh}
          />
        ) : null
      }
      summary={
        <Facts
          facts={[
            { label: '类别', value: dutyKinds[duty.kind] },
            { label: '事项代码', value: <span className="code">{duty.item}</span> },
            { label: '期间', value: daysText(duty) },
            { label: '来源', value: duty.declared ? '城市配置' : '管理员登记' },
            { label: '说明', value: duty.remark, wide: true },
          ]}
        />
      }
      tabs={[{ name: 'history', title: '历史', content: () => <HistoryPart thing={`duties/${duty.dutyId}`} /> }]}
    />
  );
}

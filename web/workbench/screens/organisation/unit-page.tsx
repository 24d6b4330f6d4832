import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { OrganisationDetail } from '@xinheng/contracts/organisation.ts';
import { AppLink } from '../../../ui/address.tsx';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { NewPersonButton } from '../people/new-person.tsx';
import { PostTable } from '../people/post-table.tsx';
import { DutyTable } from './duty-table.tsx';
import { daysText, HistoryPart } from './history.tsx';
import { OnDay, useOnDay } from './on-day.tsx';
import { choicesQuery, unitQuery } from './organisation-queries.ts';
import { ChangeUnit, CloseUnit, NewDutyButton } from './unit-acts.tsx';
import './organisation.css';

/** One organisation: what it is on a day, who works in it, what it answers for, how it came to be so. */
export default function UnitPage() {
  const { code = '' } = useParams({ strict: false });
  const on = useOnDay();
  const asked = useQuery(unitQuery(code, on));
  if (asked.data) return <UnitDetail unit={asked.data} />;
  return (
    <div className="page">
      <h1>机构</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={16} height={640}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

function UnitDetail({ unit }: { unit: OrganisationDetail }) {
  const { may } = unit;
  const choices = useQuery(choicesQuery);
  const nameOf = (kind: 'kinds' | 'levels', code: string) =>
    choices.data?.[kind].find((each) => each.code === code)?.name ?? code;
  return (
    <Detail
      kind="机构"
      title={unit.name}
      badges={<Badge tone={unit.stands ? 'good' : 'neutral'}>{unit.stands ? '存续' : '当日未设立或已撤销'}</Badge>}
      line={
        <>
          <AppLink href="/organisation">全部机构</AppLink>
          {unit.parent ? (
            <>
              {' › '}
              <AppLink href={`/organisation/${unit.parent}`}>{unit.parentName ?? unit.parent}</AppLink>
            </>
          ) : null}
        </>
      }
      actions={
        <>
          {may.addPost ? <NewPersonButton organisation={unit.code} /> : null}
          {may.setDuty ? <NewDutyButton unit={unit} /> : null}
          {may.change ? <ChangeUnit unit={unit} /> : null}
          {may.change && unit.stands ? <CloseUnit unit={unit} /> : null}
        </>
      }
      summary={
        <Facts
          facts={[
            { label: '简称', value: unit.shortName },
            { label: '类别', value: nameOf('kinds', unit.kind) },
            { label: '层级', value: nameOf('levels', unit.level) },
            { label: '区划', value: unit.regionName },
            { label: '统一社会信用代码', value: unit.uscc ? <span className="code">{unit.uscc}</span> : null },
            { label: '存续', value: daysText(unit) },
            ...(unit.formerNames.length > 0 ? [{ label: '曾用名', value: unit.formerNames.join('、') }] : []),
            { label: '最近变更', value: `${unit.stamp.changedBy}，${momentText(unit.stamp.changedAt)}` },
            { label: '职责范围', value: unit.remit, wide: true },
          ]}
        />
      }
      notice={
        <div className="sheet">
          <OnDay />
        </div>
      }
      tabs={[
        ...(unit.posts
          ? [
              {
                name: 'posts',
                title: '人员与任职',
                count: unit.posts.length,
                content: () => <PostTable posts={unit.posts ?? []} of="organisation" />,
              },
            ]
          : []),
        { name: 'duties', title: '职责', count: unit.duties.length, content: () => <DutyTable duties={unit.duties} /> },
        { name: 'below', title: '下级机构', count: unit.below.length, content: () => <Below unit={unit} /> },
        { name: 'history', title: '历史', content: () => <HistoryPart thing={`units/${unit.code}`} /> },
      ]}
    />
  );
}

function Below({ unit }: { unit: OrganisationDetail }) {
  if (unit.below.length === 0) return <p className="muted">没有下级机构。</p>;
  return (
    <ul className="tree">
      {unit.below.map(({ code, name, regionName }) => (
        <li key={code}>
          <span className="tree-line">
            <AppLink href={`/organisation/${code}`}>{name}</AppLink>
            <span className="muted tree-region">{regionName}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { PersonDetail } from '@xinheng/contracts/organisation.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { changedOnly, filled } from '../../../ui/act/act-values.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { HistoryPart } from '../organisation/history.tsx';
import { OnDay, useOnDay } from '../organisation/on-day.tsx';
import { choicesQuery, personQuery, treeQuery, useRefreshOrganisation } from '../organisation/organisation-queries.ts';
import { PostTable } from './post-table.tsx';
import '../organisation/organisation.css';

/** One person with all posts. */
export default function PersonPage() {
  const { personId = '' } = useParams({ strict: false });
  const on = useOnDay();
  const asked = useQuery(personQuery(personId, on));
  if (asked.data) return <PersonFile person={asked.data} />;
  return (
    <div className="page">
      <h1>人员</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={14} height={560}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

function PersonFile({ person }: { person: PersonDetail }) {
  const { may } = person;
  return (
    <Detail
      kind="人员"
      title={person.name}
      badges={person.leftOn ? <Badge tone="neutral">{`${person.leftOn} 离职`}</Badge> : null}
      line={<AppLink href="/people">全部人员</AppLink>}
      actions={
        <>
          {may.addPost ? <Appoint person={person} /> : null}
          {may.change ? <ChangePerson person={person} /> : null}
          {may.change && !person.leftOn ? <Leave person={person} /> : null}
        </>
      }
      summary={
        <Facts
          facts={[
            { label: '工号', value: person.staffNumber },
            { label: '电话', value: person.phone },
            { label: '电子邮箱', value: person.email },
            { label: '最近变更', value: `${person.stamp.changedBy}，${momentText(person.stamp.changedAt)}` },
          ]}
        />
      }
      notice={
        <div className="sheet">
          <OnDay />
        </div>
      }
      tabs={[
        {
          ...{ name: 'posts', title: '任职', count: person.posts.length },
          content: () => <PostTable posts={person.posts} of="person" />,
        },
        { name: 'history', title: '历史', content: () => <HistoryPart thing={`people/${person.personId}`} /> },
      ]}
    />
  );
}

function Appoint({ person }: { person: PersonDetail }) {
  const tree = useQuery(treeQuery());
  const choices = useQuery(choicesQuery);
  const refresh = useRefreshOrganisation();
  const roles = choices.data?.roles.filter(({ grantable }) => grantable) ?? [];
  return (
    <ActButton
      wide
      label="增加任职"
      disabled={!tree.data || !choices.data}
      fields={[
        {
          name: 'organisation',
          label: '单位',
          kind: 'choice',
          required: true,
          options: tree.data?.organisations ?? [],
        },
        { name: 'title', label: '岗位', kind: 'text', required: true, maxLength: 50 },
        ...(roles.length > 0 && person.may.grantRoles
          ? [{ name: 'roles', label: '角色', kind: 'choices', options: roles } as const]
          : []),
        { name: 'from', label: '自哪一天起', kind: 'day', hint: '不填为今天。' },
        { name: 'until', label: '自哪一天起终止', kind: 'day' },
        reasonField,
      ]}
      send={(values) =>
        api('/organisation/posts', { method: 'POST', body: { ...filled(values), personId: person.personId } })
      }
      said="任职已登记。"
      onDone={refresh}
    />
  );
}

function ChangePerson({ person }: { person: PersonDetail }) {
  const refresh = useRefreshOrganisation();
  const { name, staffNumber, phone, email } = person;
  return (
    <ActButton
      label="变更"
      title="变更人员信息"
      fields={[
        { name: 'name', label: '姓名', kind: 'text', required: true, initial: name, maxLength: 50 },
        { name: 'staffNumber', label: '工号', kind: 'text', initial: staffNumber ?? '', maxLength: 40 },
        { name: 'phone', label: '电话', kind: 'text', initial: phone ?? '', maxLength: 40 },
        { name: 'email', label: '电子邮箱', kind: 'text', initial: email ?? '', maxLength: 100 },
        { name: 'from', label: '生效日期', kind: 'day', hint: '不填为今天。' },
        reasonField,
      ]}
      send={(values) => {
        const { from, reason } = filled(values);
        const changes = changedOnly(values, { name, staffNumber, phone, email });
        return api(`/organisation/people/${person.personId}/change`, {
          method: 'POST',
          body: { ...changes, ...(from ? { from } : {}), version: person.stamp.version, reason },
        });
      }}
      said="变更已登记。"
      onDone={refresh}
    />
  );
}

function Leave({ person }: { person: PersonDetail }) {
  const refresh = useRefreshOrganisation();
  return (
    <ActButton
      danger
      label="办理离职"
      intro="全部任职同日终止，账户随之不能登录。"
      fields={[{ name: 'until', label: '自哪一天起离职', kind: 'day', required: true }, reasonField]}
      send={(values) =>
        api(`/organisation/people/${person.personId}/leave`, {
          method: 'POST',
          body: { ...filled(values), version: person.stamp.version },
        })
      }
      said="离职已登记。"
      onDone={refresh}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { PostDetail } from '@xinheng/contracts/organisation.ts';
import { ActButton, type ActValues, reasonField } from '../../../ui/act/act-button.tsx';
import { filled, textOf } from '../../../ui/act/act-values.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { daysText, HistoryPart } from '../organisation/history.tsx';
import { choicesQuery, postQuery, treeQuery, useRefreshOrganisation } from '../organisation/organisation-queries.ts';
import { heldWords } from '../organisation/words.ts';
import '../organisation/organisation.css';

/** One post of one person: where and as what, over time. */
export default function PostPage() {
  const { postId = '' } = useParams({ strict: false });
  const asked = useQuery(postQuery(postId));
  if (asked.data) return <PostFile post={asked.data} />;
  return (
    <div className="page">
      <h1>任职</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={12} height={520}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

/** Where an act on a post goes, with the version that was seen. */
function actOn(post: PostDetail, act: 'move' | 'end' | 'roles') {
  return (values: ActValues | Record<string, unknown>) =>
    api(`/organisation/posts/${post.postId}/${act}`, {
      method: 'POST',
      body: { ...values, version: post.stamp.version },
    });
}

function PostFile({ post }: { post: PostDetail }) {
  const { name, tone } = heldWords[post.state];
  return (
    <Detail
      kind="任职"
      title={`${post.personName}，${post.title}`}
      badges={<Badge tone={tone}>{name}</Badge>}
      line={
        <>
          <AppLink href={`/people/${post.personId}`}>{post.personName}</AppLink>
          {' · '}
          <AppLink href={`/organisation/${post.organisation}`}>{post.organisationName}</AppLink>
        </>
      }
      actions={
        <>
          {post.may.grantRoles ? <GrantRoles post={post} /> : null}
          {post.may.move ? <Move post={post} /> : null}
          {post.may.end ? <End post={post} /> : null}
        </>
      }
      summary={
        <Facts
          facts={[
            { label: '单位', value: post.organisationName },
            { label: '岗位', value: post.title },
            { label: '角色', value: post.roles.map((role) => role.name).join('、') },
            { label: '期间', value: daysText(post) },
          ]}
        />
      }
      tabs={[
        { name: 'spans', title: '任职经过', content: () => <Spans post={post} /> },
        { name: 'history', title: '登记历史', content: () => <HistoryPart thing={`posts/${post.postId}`} /> },
      ]}
    />
  );
}

function Spans({ post }: { post: PostDetail }) {
  return (
    <ol className="history">
      {post.spans.map((span) => (
        <li key={`${span.from ?? ''} ${span.until ?? ''}`}>
          <p className="history-days">
            <strong>{daysText(span)}</strong>
          </p>
          <p>
            {span.organisationName}，{span.title}
            <span className="muted">（{span.roles.map((role) => role.name).join('、') || '未授予角色'}）</span>
          </p>
        </li>
      ))}
    </ol>
  );
}

function GrantRoles({ post }: { post: PostDetail }) {
  const choices = useQuery(choicesQuery);
  const refresh = useRefreshOrganisation();
  const held = new Set(post.roles.map(({ code }) => code));
  const roles = choices.data?.roles.filter(({ code, grantable }) => grantable || held.has(code)) ?? [];
  return (
    <ActButton
      wide
      label="授予角色"
      intro="所选即该任职自生效日起的全部角色。系统、安全、审计三员不得由同一人兼任。"
      disabled={!choices.data}
      fields={[
        { name: 'roles', label: '角色', kind: 'choices', options: roles, initial: [...held] },
        { name: 'from', label: '生效日期', kind: 'day', hint: '不填为今天。' },
        reasonField,
      ]}
      send={(values) => actOn(post, 'roles')({ ...filled(values), roles: values.roles ?? [] })}
      said="角色已授予，该人员的下一次操作即按新角色。"
      onDone={refresh}
    />
  );
}

function Move({ post }: { post: PostDetail }) {
  const tree = useQuery(treeQuery());
  const refresh = useRefreshOrganisation();
  return (
    <ActButton
      label="调动"
      intro="调往其他单位时，原有角色自该日起失效，须由有权人员重新授予。"
      disabled={!tree.data}
      fields={[
        {
          ...{ name: 'organisation', label: '单位', kind: 'choice', required: true, initial: post.organisation },
          options: tree.data?.organisations ?? [],
        },
        { name: 'title', label: '岗位', kind: 'text', required: true, initial: post.title, maxLength: 50 },
        { name: 'from', label: '自哪一天起', kind: 'day', hint: '不填为今天。' },
        reasonField,
      ]}
      send={(values) => {
        const { organisation: _same, ...rest } = filled(values);
        const organisation = textOf(values, 'organisation');
        return actOn(post, 'move')(organisation === post.organisation ? rest : { ...rest, organisation });
      }}
      said="调动已登记。"
      onDone={refresh}
    />
  );
}

function End({ post }: { post: PostDetail }) {
  const refresh = useRefreshOrganisation();
  return (
    <ActButton
      danger
      label="免去任职"
      fields={[{ name: 'until', label: '自哪一天起免去', kind: 'day', required: true }, reasonField]}
      send={(values) => actOn(post, 'end')(filled(values))}
      said="免职已登记。"
      onDone={refresh}
    />
  );
}

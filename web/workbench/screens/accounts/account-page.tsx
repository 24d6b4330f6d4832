import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Account, OneTimePassword } from '@xinheng/contracts/accounts.ts';
import { useState } from 'react';
import { ActButton, type ActValues, reasonField } from '../../../ui/act/act-button.tsx';
import { filled, textOf } from '../../../ui/act/act-values.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { Sessions } from './sessions.tsx';
import { ShownOnce } from './shown-once.tsx';

const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['accounts', accountId],
    queryFn: ({ signal }) => api<Account>(`/accounts/${accountId}`, { signal }),
  });

/** One account: its state, and the acts on it. */
export default function AccountPage() {
  const { accountId = '' } = useParams({ strict: false });
  const asked = useQuery(accountQuery(accountId));
  if (asked.data) return <AccountFile account={asked.data} />;
  return (
    <div className="page">
      <h1>账户</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={12} height={520}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

function AccountFile({ account }: { account: Account }) {
  return (
    <Detail
      kind="账户"
      title={account.login}
      badges={
        <>
          <Badge tone={account.state === 'active' ? 'good' : 'neutral'}>
            {account.state === 'active' ? '启用' : '停用'}
          </Badge>
          {account.lockedUntil ? <Badge tone="bad">{`${momentText(account.lockedUntil)} 前锁定`}</Badge> : null}
          {account.administrator ? <Badge tone="warning">三员</Badge> : null}
        </>
      }
      line={<AppLink href={`/people/${account.personId}`}>{account.name}</AppLink>}
      actions={<Acts account={account} />}
      summary={<AccountFacts account={account} />}
      tabs={[
        {
          ...{ name: 'sessions', title: '登录', count: account.sessions },
          content: () => <Sessions path={`/accounts/${account.accountId}/sessions`} />,
        },
        { name: 'posts', title: '任职与角色', count: account.posts.length, content: () => <Posts account={account} /> },
      ]}
    />
  );
}

function AccountFacts({ account }: { account: Account }) {
  const password = !account.hasPassword
    ? '无，只用统一身份认证登录'
    : account.oneTimeUntil
      ? `一次性密码，${momentText(account.oneTimeUntil)} 前有效`
      : '已自行设置';
  const lastSignIn = account.lastSignInAt
    ? `${momentText(account.lastSignInAt)}${account.lastSignInAddress ? `，${account.lastSignInAddress}` : ''}`
    : '从未登录';
  return (
    <Facts
      facts={[
        { label: '密码', value: password },
        { label: '动态验证码', value: account.hasSecondFactor ? '已启用' : '未启用' },
        { label: '统一身份认证标识', value: account.identity },
        { label: '最近登录', value: lastSignIn },
        { label: '开设时间', value: momentText(account.openedAt) },
        { label: '当前状态自', value: momentText(account.stateSince) },
        ...(account.stateReason ? [{ label: '停用或启用的理由', value: account.stateReason, wide: true }] : []),
      ]}
    />
  );
}

function Posts({ account }: { account: Account }) {
  if (account.posts.length === 0) return <p className="muted">今天没有任职，不能登录。</p>;
  return (
    <ul className="sessions">
      {account.posts.map((post) => (
        <li key={post.postId}>
          <span>
            <AppLink href={`/organisation/${post.organisation}`}>{post.organisationName}</AppLink>，
            <AppLink href={`/posts/${post.postId}`}>{post.title}</AppLink>
          </span>
          <span>{post.roles.map(({ name }) => name).join('、') || '未授予角色'}</span>
        </li>
      ))}
    </ul>
  );
}

function Acts({ account }: { account: Account }) {
  const client = useQueryClient();
  const [password, setPassword] = useState<OneTimePassword | null>(null);
  const at = `/accounts/${account.accountId}`;
  const post = (act: string) => (values: ActValues) =>
    api<Account>(`${at}/${act}`, { method: 'POST', body: filled(values) });
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['accounts', account.accountId] });
    void client.invalidateQueries({ queryKey: ['sessions', `${at}/sessions`] });
    void client.invalidateQueries({ queryKey: ['list', 'accounts'] });
  };
  const done = { onDone: refresh };
  return (
    <>
      {account.lockedUntil ? (
        <ActButton
          label="解除锁定"
          send={() => api(`${at}/unlock`, { method: 'POST' })}
          said="锁定已解除。"
          {...done}
        />
      ) : null}
      <ActButton
        label="重置密码"
        intro="原密码立即失效，全部登录随之结束。新的一次性密码只显示一次。"
        send={() => api<OneTimePassword>(`${at}/password`, { method: 'POST' })}
        onDone={(answer) => {
          setPassword(answer);
          refresh();
        }}
      />
      {account.hasSecondFactor && !account.administrator ? (
        <ActButton
          label="重置动态验证码"
          intro="请先核实本人身份。重置后本人下次登录时重新登记。"
          send={() => api(`${at}/second-factor/reset`, { method: 'POST' })}
          said="动态验证码已重置。"
          {...done}
        />
      ) : null}
      {account.administrator ? null : <Identity account={account} onDone={refresh} />}
      {account.state === 'active' ? (
        <ActButton
          danger
          label="停用账户"
          intro="全部登录立即结束。"
          fields={[reasonField]}
          send={post('disable')}
          said="账户已停用。"
          {...done}
        />
      ) : (
        <ActButton
          label="启用账户"
          fields={[{ ...reasonField, required: false }]}
          send={post('enable')}
          said="账户已启用。"
          {...done}
        />
      )}
      {password ? (
        <ShownOnce title="密码已重置" secret={password.password} onClose={() => setPassword(null)}>
          <p>
            账号 <strong>{password.login}</strong> 的一次性密码如下，{momentText(password.until)} 前有效。
          </p>
        </ShownOnce>
      ) : null}
    </>
  );
}

function Identity({ account, onDone }: { account: Account; onDone: () => void }) {
  return (
    <ActButton
      label="统一身份认证"
      title="统一身份认证标识"
      intro="清空即解除关联。"
      fields={[{ name: 'identity', label: '标识', kind: 'text', initial: account.identity ?? '', maxLength: 200 }]}
      send={(values) =>
        api<Account>(`/accounts/${account.accountId}/identity`, {
          method: 'PUT',
          body: { identity: textOf(values, 'identity') || null },
        })
      }
      said="已保存。"
      onDone={onDone}
    />
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Token, TokenSecret } from '@xinheng/contracts/accounts.ts';
import { useState } from 'react';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { filled, textOf } from '../../../ui/act/act-values.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ShownOnce } from './shown-once.tsx';

const states = {
  active: { name: '有效', tone: 'good' },
  expired: { name: '已过期', tone: 'neutral' },
  revoked: { name: '已作废', tone: 'bad' },
} as const;

/** One token of a program. */
export default function TokenPage() {
  const { tokenId = '' } = useParams({ strict: false });
  const asked = useQuery({
    queryKey: ['tokens', tokenId],
    queryFn: ({ signal }) => api<Token>(`/tokens/${tokenId}`, { signal }),
  });
  if (asked.data) return <TokenFile token={asked.data} />;
  return (
    <div className="page">
      <h1>接口令牌</h1>
      <div className="sheet">
        <Loaded asked={asked} lines={12} height={480}>
          {() => null}
        </Loaded>
      </div>
    </div>
  );
}

function TokenFile({ token }: { token: Token }) {
  const { name, tone } = states[token.state];
  return (
    <Detail
      kind="接口令牌"
      title={token.label}
      badges={<Badge tone={tone}>{name}</Badge>}
      line={<AppLink href={`/organisation/${token.department}`}>{token.departmentName}</AppLink>}
      actions={token.state === 'active' ? <Acts token={token} /> : null}
      summary={
        <Facts
          facts={[
            { label: '编号', value: <span className="code">{token.tokenId}</span> },
            { label: '限额', value: `每分钟 ${countText(token.perMinute)} 次，每日 ${countText(token.perDay)} 次` },
            { label: '建立', value: `${token.createdBy}，${momentText(token.createdAt)}` },
            { label: '到期', value: token.expiresAt ? momentText(token.expiresAt) : '不过期' },
            { label: '最近使用', value: token.lastUsedAt ? momentText(token.lastUsedAt) : '从未使用' },
            ...(token.revokedAt ? [{ label: '作废', value: momentText(token.revokedAt) }] : []),
            ...(token.overlapUntil ? [{ label: '旧密钥', value: `${momentText(token.overlapUntil)} 前仍有效` }] : []),
          ]}
        />
      }
      tabs={[
        {
          ...{ name: 'scopes', title: '权限', count: token.scopes.length },
          content: () => (
            <ul>
              {token.scopes.map((scope) => (
                <li key={scope.code}>
                  {scope.name} <span className="code muted">{scope.code}</span>
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}

function Acts({ token }: { token: Token }) {
  const client = useQueryClient();
  const [made, setMade] = useState<TokenSecret | null>(null);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['tokens', token.tokenId] });
    void client.invalidateQueries({ queryKey: ['list', 'tokens'] });
  };
  return (
    <>
      <ActButton
        label="更换密钥"
        intro="新密钥立即可用；旧密钥在所填小时数内继续有效，填 0 则立即失效。"
        fields={[{ name: 'overlapHours', label: '旧密钥保留小时数', kind: 'integer', required: true, initial: '24' }]}
        send={(values) =>
          api<TokenSecret>(`/tokens/${token.tokenId}/rotate`, {
            method: 'POST',
            body: { overlapHours: Number(textOf(values, 'overlapHours')) },
          })
        }
        onDone={(answer) => {
          setMade(answer);
          refresh();
        }}
      />
      <ActButton
        danger
        label="作废令牌"
        intro="使用该令牌的系统立即不能访问。"
        fields={[reasonField]}
        send={(values) => api(`/tokens/${token.tokenId}/revoke`, { method: 'POST', body: filled(values) })}
        said="令牌已作废。"
        onDone={refresh}
      />
      {made ? (
        <ShownOnce title="密钥已更换" secret={made.secret} onClose={() => setMade(null)}>
          <p>“{made.token.label}”的新密钥：</p>
        </ShownOnce>
      ) : null}
    </>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TokenChoices, TokenSecret } from '@xinheng/contracts/accounts.ts';
import { useState } from 'react';
import { ActButton } from '../../../ui/act/act-button.tsx';
import { filled, textOf } from '../../../ui/act/act-values.ts';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { ListPage } from '../../../ui/list/list-page.tsx';
import { useOfficer } from '../../session/session.ts';
import { treeQuery } from '../organisation/organisation-queries.ts';
import { ShownOnce } from './shown-once.tsx';

/** The list of programs' tokens, and a new one. */
export default function TokensPage() {
  return <ListPage list="tokens" tools={<NewToken />} />;
}

function NewToken() {
  const { post } = useOfficer();
  const go = useGo();
  const client = useQueryClient();
  const tree = useQuery(treeQuery());
  const [made, setMade] = useState<TokenSecret | null>(null);
  const choices = useQuery({
    queryKey: ['tokens', 'scopes'],
    queryFn: ({ signal }) => api<TokenChoices>('/tokens/scopes', { signal }),
  });
  const usual = choices.data;
  const departments = tree.data?.organisations.filter(({ kind }) => kind === 'department') ?? [];
  const own = { code: post.organisation, name: post.organisationName };
  return (
    <>
      <ActButton
        wide
        primary
        label="新建令牌"
        disabled={!usual}
        fields={[
          {
            name: 'label',
            label: '名称',
            kind: 'text',
            required: true,
            hint: '哪个系统使用，如“处罚系统报送”。',
            maxLength: 100,
          },
          {
            ...{ name: 'department', label: '单位', kind: 'choice', required: true, initial: own.code },
            options: departments.length > 0 ? departments : [own],
          },
          { name: 'scopes', label: '权限', kind: 'choices', required: true, options: usual?.scopes ?? [] },
          { name: 'days', label: '有效天数', kind: 'integer', initial: String(usual?.days ?? '') },
          { name: 'perMinute', label: '每分钟次数', kind: 'integer', initial: String(usual?.perMinute ?? '') },
          { name: 'perDay', label: '每日次数', kind: 'integer', initial: String(usual?.perDay ?? '') },
        ]}
        send={(values) => {
          const numbers = ['days', 'perMinute', 'perDay'].flatMap((name) =>
            textOf(values, name) ? [[name, Number(textOf(values, name))] as const] : [],
          );
          return api<TokenSecret>('/tokens', {
            method: 'POST',
            body: { ...filled(values), ...Object.fromEntries(numbers) },
          });
        }}
        onDone={(answer) => {
          setMade(answer);
          void client.invalidateQueries({ queryKey: ['list', 'tokens'] });
        }}
      />
      {made ? (
        <ShownOnce title="令牌已建立" secret={made.secret} onClose={() => go(`/tokens/${made.token.tokenId}`)}>
          <p>“{made.token.label}”的密钥如下，请交给使用它的系统妥善保管。</p>
        </ShownOnce>
      ) : null}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { PersonDetail } from '@xinheng/contracts/organisation.ts';
import type { NamedCode } from '@xinheng/contracts/workbench.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { filled } from '../../../ui/act/act-values.ts';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { choicesQuery, useRefreshOrganisation } from '../organisation/organisation-queries.ts';

/** Registers somebody with the first post, in one organisation or in one to be chosen. */
export function NewPersonButton(props: { organisation?: string; among?: readonly NamedCode[] }) {
  const choices = useQuery(choicesQuery);
  const refresh = useRefreshOrganisation();
  const go = useGo();
  const roles = choices.data?.roles.filter(({ grantable }) => grantable) ?? [];
  return (
    <ActButton
      wide
      label="登记人员"
      disabled={!choices.data}
      fields={[
        { name: 'name', label: '姓名', kind: 'text', required: true, maxLength: 50 },
        { name: 'staffNumber', label: '工号', kind: 'text', maxLength: 40 },
        { name: 'phone', label: '电话', kind: 'text', maxLength: 40 },
        { name: 'email', label: '电子邮箱', kind: 'text', maxLength: 100 },
        ...(props.among
          ? [{ name: 'organisation', label: '单位', kind: 'choice', required: true, options: props.among } as const]
          : []),
        { name: 'title', label: '岗位', kind: 'text', required: true, maxLength: 50 },
        ...(roles.length > 0 ? [{ name: 'roles', label: '角色', kind: 'choices', options: roles } as const] : []),
        { name: 'from', label: '自哪一天起', kind: 'day', hint: '不填为今天。' },
        { name: 'until', label: '任职自哪一天起终止', kind: 'day', hint: '借调、挂职等有期限的填写。' },
        reasonField,
      ]}
      send={(values) => {
        const { organisation, title, roles: granted, until, ...person } = filled(values);
        const post = {
          ...{ organisation: organisation ?? props.organisation, title },
          ...(granted ? { roles: granted } : {}),
          ...(until ? { until } : {}),
        };
        return api<PersonDetail>('/organisation/people', { method: 'POST', body: { ...person, post } });
      }}
      said="人员已登记。"
      onDone={({ personId }) => {
        refresh();
        go(`/people/${personId}`);
      }}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import type { DutyDetail, OrganisationDetail } from '@xinheng/contracts/organisation.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { changedOnly, filled, textOf } from '../../../ui/act/act-values.ts';
import { api } from '../../../ui/api/client.ts';
import { choicesQuery, treeQuery, useRefreshOrganisation } from './organisation-queries.ts';

const startField = { name: 'from', label: '生效日期', kind: 'day', hint: '不填为今天；可填以后的日期。' } as const;

/** Renames, corrects or moves an organisation, from a day on. */
export function ChangeUnit({ unit }: { unit: OrganisationDetail }) {
  const choices = useQuery(choicesQuery);
  const tree = useQuery(treeQuery());
  const refresh = useRefreshOrganisation();
  const { name, shortName, level, region, parent, uscc, remit } = unit;
  const before = { name, shortName, level, region, parent, uscc, remit };
  return (
    <ActButton
      wide
      label="变更"
      title="变更机构"
      intro="更名后原名称成为曾用名。变更前的情况仍可按日期查看。"
      disabled={!choices.data}
      fields={[
        { name: 'name', label: '全称', kind: 'text', required: true, initial: name },
        { name: 'shortName', label: '简称', kind: 'text', required: true, initial: shortName, maxLength: 40 },
        {
          name: 'level',
          label: '层级',
          kind: 'choice',
          required: true,
          initial: level,
          options: choices.data?.levels ?? [],
        },
        {
          name: 'region',
          label: '区划',
          kind: 'choice',
          required: true,
          initial: region,
          options: choices.data?.regions ?? [],
        },
        {
          ...{ name: 'parent', label: '上级机构', kind: 'choice', initial: parent ?? '' },
          options: tree.data?.organisations.filter(({ code }) => code !== unit.code) ?? [],
        },
        { name: 'uscc', label: '统一社会信用代码', kind: 'text', initial: uscc ?? '', maxLength: 18 },
        { name: 'remit', label: '职责范围', kind: 'long-text', initial: remit },
        startField,
        reasonField,
      ]}
      send={(values) => {
        const { remit: words, ...changes } = changedOnly(values, before);
        const { from, reason } = filled(values);
        return api(`/organisation/units/${unit.code}/change`, {
          method: 'POST',
          body: {
            ...changes,
            ...(words === undefined ? {} : { remit: words ?? '' }),
            ...(from ? { from } : {}),
            ...{ version: unit.stamp.version, reason },
          },
        });
      }}
      said="变更已登记。"
      onDone={refresh}
    />
  );
}

/** Closes an organisation. */
export function CloseUnit({ unit }: { unit: OrganisationDetail }) {
  const refresh = useRefreshOrganisation();
  return (
    <ActButton
      danger
      label="撤销机构"
      intro="机构内的任职与职责同日终止。仍有下级机构存续的，须先处理下级机构。"
      fields={[{ name: 'until', label: '自哪一天起不再存续', kind: 'day', required: true }, reasonField]}
      send={(values) =>
        api(`/organisation/units/${unit.code}/close`, {
          method: 'POST',
          body: { ...filled(values), version: unit.stamp.version },
        })
      }
      said="机构撤销已登记。"
      onDone={refresh}
    />
  );
}

/** Gives an organisation the duty for an item. */
export function NewDutyButton({ unit }: { unit: OrganisationDetail }) {
  const choices = useQuery(choicesQuery);
  const refresh = useRefreshOrganisation();
  const informationItem = 'information-item';
  return (
    <ActButton
      label="增加职责"
      disabled={!choices.data}
      fields={[
        {
          ...{ name: 'kind', label: '事项类别', kind: 'choice', required: true, initial: informationItem },
          options: choices.data?.dutyKinds ?? [],
        },
        {
          name: 'known',
          label: '信息事项',
          kind: 'choice',
          options: choices.data?.items ?? [],
          hint: '类别为信息事项时选择。',
        },
        { name: 'written', label: '事项代码', kind: 'text', hint: '许可事项、检查事项填写代码。', maxLength: 100 },
        { name: 'remark', label: '说明', kind: 'text' },
        startField,
        { name: 'until', label: '自哪一天起终止', kind: 'day' },
        reasonField,
      ]}
      send={(values) => {
        const { known: _known, written: _written, ...rest } = filled(values);
        const item = textOf(values, values.kind === informationItem ? 'known' : 'written');
        return api<DutyDetail>('/organisation/duties', {
          method: 'POST',
          body: { ...rest, item, organisation: unit.code },
        });
      }}
      said="职责已登记。"
      onDone={refresh}
    />
  );
}

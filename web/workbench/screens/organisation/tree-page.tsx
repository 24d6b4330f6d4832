import { useQuery } from '@tanstack/react-query';
import type { OrganisationDetail, OrganisationNode } from '@xinheng/contracts/organisation.ts';
import { Input } from 'antd';
import { useMemo, useState } from 'react';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { filled } from '../../../ui/act/act-values.ts';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Field } from '../../../ui/form/field.tsx';
import { countText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { useMay } from '../../session/session.ts';
import { OnDay, useOnDay } from './on-day.tsx';
import { choicesQuery, treeQuery, useRefreshOrganisation } from './organisation-queries.ts';
import './organisation.css';

/** All organisations of a day by whom they stand under. */
export default function TreePage() {
  const on = useOnDay();
  const may = useMay();
  const asked = useQuery(treeQuery(on));
  const [words, setWords] = useState('');
  return (
    <div className="page">
      <h1>机构</h1>
      <section className="sheet tree-tools" aria-label="查找机构">
        <Field name="words" label="名称包含">
          {(control) => (
            <Input {...control} allowClear value={words} onChange={({ target }) => setWords(target.value)} />
          )}
        </Field>
        <OnDay />
        {may('organisation.manage') ? <NewUnit nodes={asked.data?.organisations ?? []} /> : null}
      </section>
      <section className="sheet" aria-label="机构树">
        <Loaded asked={asked} lines={16} height={600}>
          {(tree) => <Tree nodes={tree.organisations} words={words.trim()} on={on} />}
        </Loaded>
      </section>
    </div>
  );
}

/** Those that fit, with all they stand under. */
function fitting(nodes: readonly OrganisationNode[], words: string): readonly OrganisationNode[] {
  if (!words) return nodes;
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const kept = new Set<string>();
  for (const node of nodes) {
    if (!node.name.includes(words) && !node.shortName.includes(words)) continue;
    for (let each: OrganisationNode | undefined = node; each; each = byCode.get(each.parent ?? '')) kept.add(each.code);
  }
  return nodes.filter(({ code }) => kept.has(code));
}

function Tree(props: { nodes: readonly OrganisationNode[]; words: string; on: string }) {
  const shown = useMemo(() => fitting(props.nodes, props.words), [props.nodes, props.words]);
  const below = useMemo(() => {
    const codes = new Set(shown.map(({ code }) => code));
    const groups = new Map<string, OrganisationNode[]>();
    for (const node of shown) {
      const parent = node.parent && codes.has(node.parent) ? node.parent : '';
      groups.set(parent, [...(groups.get(parent) ?? []), node]);
    }
    return groups;
  }, [shown]);
  if (shown.length === 0) return <p className="muted">没有这样的机构。</p>;
  return (
    <>
      <p className="muted" role="status">
        共 {countText(shown.length)} 个机构
      </p>
      <Branch nodes={below.get('') ?? []} below={below} open={props.words !== '' || shown.length < 40} on={props.on} />
    </>
  );
}

function Branch(props: {
  nodes: readonly OrganisationNode[];
  below: ReadonlyMap<string, OrganisationNode[]>;
  open: boolean;
  on: string;
}) {
  const { nodes, below, open, on } = props;
  return (
    <ul className="tree">
      {nodes.map((node) => (
        // Another key when all are to be open: what was folded by hand opens for a search.
        <Twig key={`${node.code} ${open}`} node={node} below={below} open={open} on={on} />
      ))}
    </ul>
  );
}

function Twig(props: {
  node: OrganisationNode;
  below: ReadonlyMap<string, OrganisationNode[]>;
  open: boolean;
  on: string;
}) {
  const { node, below, on } = props;
  const children = below.get(node.code) ?? [];
  const [open, setOpen] = useState(props.open);
  return (
    <li>
      <span className="tree-line">
        {children.length > 0 ? (
          <button
            type="button"
            className="tree-fold"
            aria-expanded={open}
            aria-label={`${node.name}的 ${children.length} 个下级机构`}
            onClick={() => setOpen(!open)}
          >
            {open ? '▾' : '▸'}
          </button>
        ) : null}
        <AppLink href={`/organisation/${node.code}${on ? `?on=${on}` : ''}`}>{node.name}</AppLink>
        <span className="muted tree-region">{node.regionName}</span>
        {children.length > 0 ? <span className="tab-count">{children.length}</span> : null}
      </span>
      {open && children.length > 0 ? <Branch nodes={children} below={below} open={props.open} on={on} /> : null}
    </li>
  );
}

function NewUnit({ nodes }: { nodes: readonly OrganisationNode[] }) {
  const choices = useQuery(choicesQuery);
  const refresh = useRefreshOrganisation();
  const go = useGo();
  return (
    <ActButton
      primary
      wide
      label="新设机构"
      disabled={!choices.data}
      fields={[
        { name: 'name', label: '全称', kind: 'text', required: true },
        { name: 'shortName', label: '简称', kind: 'text', required: true, maxLength: 40 },
        {
          ...{ name: 'code', label: '代码', kind: 'text', required: true, maxLength: 60 },
          hint: '小写字母、数字、连字符，设立后不再改变，如 market-regulation-370102。',
        },
        { name: 'kind', label: '类别', kind: 'choice', required: true, options: choices.data?.kinds ?? [] },
        { name: 'level', label: '层级', kind: 'choice', required: true, options: choices.data?.levels ?? [] },
        { name: 'region', label: '区划', kind: 'choice', required: true, options: choices.data?.regions ?? [] },
        { name: 'parent', label: '上级机构', kind: 'choice', options: nodes },
        { name: 'uscc', label: '统一社会信用代码', kind: 'text', maxLength: 18 },
        { name: 'remit', label: '职责范围', kind: 'long-text' },
        { name: 'from', label: '设立日期', kind: 'day', hint: '不填为今天。' },
        reasonField,
      ]}
      send={(values) => api<OrganisationDetail>('/organisation/units', { method: 'POST', body: filled(values) })}
      said="机构已设立。"
      onDone={({ code }) => {
        refresh();
        go(`/organisation/${code}`);
      }}
    />
  );
}

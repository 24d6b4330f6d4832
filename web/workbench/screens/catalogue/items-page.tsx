import { useQuery } from '@tanstack/react-query';
import type { ItemLine } from '@xinheng/contracts/catalogue-browser.ts';
import { Input } from 'antd';
import { AppLink, addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { disclosures, polarities, sections } from '../../../ui/detail/words.ts';
import { Field } from '../../../ui/form/field.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { itemsQuery } from '../entry/entry-queries.ts';
import './catalogue.css';
import { periodText } from './words.ts';

/** Every information item of the edition in force. */
export default function ItemsPage() {
  const items = useQuery(itemsQuery);
  const { path, query } = useAddress();
  const go = useGo();
  const words = query.get('q') ?? '';
  const find = (next: string) => go(addressOf(path, new URLSearchParams(next ? { q: next } : {})), { replace: true });
  const found = (items.data?.items ?? []).filter(({ name, code, provider }) =>
    `${name} ${code} ${provider.name}`.includes(words.trim()),
  );
  return (
    <div className="page">
      <h1>信息目录</h1>
      <section className="sheet" aria-busy={items.isPending}>
        <div className="catalogue-head">
          <Field name="catalogue-words" label="查找事项">
            {(control) => (
              <Input
                {...control}
                allowClear
                placeholder="事项名称或提供部门"
                value={words}
                onChange={(event) => find(event.target.value)}
              />
            )}
          </Field>
          <p className="muted" role="status">
            {items.data
              ? `目录版本 ${items.data.edition}，${items.data.effectiveFrom} 起施行，${found.length} 项`
              : ' '}
          </p>
        </div>
        {items.isPending ? <Waiting lines={20} height={900} label="正在读取信息目录" /> : null}
        {items.isError ? <ProblemNotice error={items.error} retry={() => void items.refetch()} /> : null}
        {items.data && found.length === 0 ? <p>没有含“{words}”的事项。</p> : null}
        {found.length > 0 ? <ItemTable items={found} /> : null}
      </section>
    </div>
  );
}

function ItemTable({ items }: { items: readonly ItemLine[] }) {
  return (
    <table className="catalogue-table stacking">
      <caption className="unseen">信息事项</caption>
      <thead>
        <tr>
          {['事项', '提供部门', '报送时限', '性质', '公开属性', '字段'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      {sections
        .map(([section, title]) => ({ section, title, lines: items.filter((item) => item.section === section) }))
        .filter(({ lines }) => lines.length > 0)
        .map(({ section, title, lines }) => (
          <tbody key={section}>
            <tr>
              <th colSpan={6} scope="rowgroup" className="catalogue-section">
                {title}
              </th>
            </tr>
            {lines.map((item) => (
              <Line key={item.code} item={item} />
            ))}
          </tbody>
        ))}
    </table>
  );
}

function Line({ item }: { item: ItemLine }) {
  const polarity = polarities[item.polarity];
  return (
    <tr>
      <th scope="row">
        <AppLink href={`/catalogue/${item.code}`}>{item.name}</AppLink>
      </th>
      <td data-title="提供部门">{item.provider.name}</td>
      <td data-title="报送时限">{periodText(item.due)}内</td>
      <td data-title="性质">
        <Badge tone={polarity.tone}>{polarity.name}</Badge>
      </td>
      <td data-title="公开属性">{disclosures[item.disclosure]}</td>
      <td data-title="字段">{item.fields}</td>
    </tr>
  );
}

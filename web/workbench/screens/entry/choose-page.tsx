import { useQuery } from '@tanstack/react-query';
import type { ItemLine } from '@xinheng/contracts/catalogue-browser.ts';
import { Input } from 'antd';
import { useState } from 'react';
import { AppLink, useAddress } from '../../../ui/address.tsx';
import { sections } from '../../../ui/detail/words.ts';
import { Field } from '../../../ui/form/field.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import './entry.css';
import { itemsQuery } from './entry-queries.ts';

/** Which item is to be entered. */
export default function ChoosePage() {
  const items = useQuery(itemsQuery);
  const [words, setWords] = useState('');
  const { query } = useAddress();
  const subject = query.get('subject');
  const mine = (items.data?.items ?? []).filter(({ mayEnter }) => mayEnter);
  const found = mine.filter(({ name, provider }) => `${name} ${provider.name}`.includes(words.trim()));
  return (
    <div className="page">
      <h1>手工录入</h1>
      <section className="sheet" aria-busy={items.isPending}>
        <div className="choose-head">
          <Field name="item-words" label="要录入哪一类信息">
            {(control) => (
              <Input
                {...control}
                placeholder="按事项名称查找"
                allowClear
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
            )}
          </Field>
          <AppLink href="/entry/drafts">打开草稿</AppLink>
        </div>
        {items.isPending ? <Waiting lines={10} height={480} label="正在读取信息目录" /> : null}
        {items.isError ? <ProblemNotice error={items.error} retry={() => void items.refetch()} /> : null}
        {items.data && mine.length === 0 ? <p>您的部门没有可以手工录入的信息事项。</p> : null}
        {mine.length > 0 && found.length === 0 ? <p>没有名称含“{words}”的事项，换个说法再试。</p> : null}
        <ItemsBySection items={found} suffix={subject ? `?subject=${encodeURIComponent(subject)}` : ''} />
      </section>
    </div>
  );
}

function ItemsBySection({ items, suffix }: { items: readonly ItemLine[]; suffix: string }) {
  return sections
    .map(([section, title]) => ({ section, title, lines: items.filter((item) => item.section === section) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ section, title, lines }) => (
      <section key={section} aria-labelledby={`choose-${section}`} className="choose-section">
        <h2 id={`choose-${section}`}>{title}</h2>
        <ul className="choose-items">
          {lines.map((item) => (
            <li key={item.code}>
              <AppLink href={`/entry/items/${item.code}${suffix}`}>{item.name}</AppLink>
              <span className="muted">{item.provider.name}</span>
            </li>
          ))}
        </ul>
      </section>
    ));
}

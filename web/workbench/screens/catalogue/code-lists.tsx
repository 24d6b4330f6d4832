import type { CodeList } from '@xinheng/contracts/catalogue.ts';
import { Input } from 'antd';
import { useState } from 'react';
import { Field } from '../../../ui/form/field.tsx';

/** More values than these are shown only when asked for. */
const shownAtOnce = 100;

/** The code lists of an item, each folded until it is opened. */
export function CodeLists({ lists }: { lists: readonly CodeList[] }) {
  if (lists.length === 0) return <p>本事项没有使用代码表的字段。</p>;
  return lists.map((list) => (
    <details key={list.name} className="code-list" open={lists.length === 1}>
      <summary>
        <strong>{list.name}</strong>
        <span className="muted">　{list.values.length} 项</span>
      </summary>
      <List list={list} />
    </details>
  ));
}

function List({ list }: { list: CodeList }) {
  const [words, setWords] = useState('');
  const asked = words.trim();
  const found = list.values.filter(({ code, label, aliases = [] }) =>
    [code, label, ...aliases].some((text) => text.includes(asked)),
  );
  return (
    <>
      <p className="muted">{list.source}</p>
      {list.values.length > 20 ? (
        <Field name={`codes-${list.name}`} label="在代码表中查找">
          {(control) => (
            <Input {...control} allowClear value={words} onChange={(event) => setWords(event.target.value)} />
          )}
        </Field>
      ) : null}
      <table className="catalogue-table">
        <caption className="unseen">{list.name}</caption>
        <thead>
          <tr>
            <th scope="col">代码</th>
            <th scope="col">名称</th>
            <th scope="col">也认得的写法</th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, shownAtOnce).map(({ code, label, aliases = [] }) => (
            <tr key={code}>
              <td className="code">{code}</td>
              <td>{label}</td>
              <td>{aliases.join('、') || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > shownAtOnce ? (
        <p className="muted">
          共 {found.length} 项，显示前 {shownAtOnce} 项；可输入名称或代码查找。
        </p>
      ) : null}
    </>
  );
}

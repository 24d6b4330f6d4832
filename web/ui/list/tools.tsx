import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListDeclaration, SavedView } from '@xinheng/contracts/listing.ts';
import { Button, Checkbox, Input, Radio } from 'antd';
import { type FormEvent, useState } from 'react';
import { api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Disclosure } from '../pieces/disclosure.tsx';
import { ProblemNotice } from '../pieces/problem.tsx';
import { say } from '../pieces/toasts.tsx';
import type { ListState } from './list-address.ts';
import { viewsQuery } from './list-queries.ts';
import type { Density } from './rows.tsx';

/** How the officer likes this list to look. */
export interface Looks {
  /** Names of shown columns; null: as the list declares. */
  columns: string[] | null;
  density: Density;
  limit: number;
}

const densities: { value: Density; label: string }[] = [
  { value: 'large', label: '宽松' },
  { value: 'middle', label: '适中' },
  { value: 'small', label: '紧凑' },
];

/** Columns, density and rows a page. */
export function LooksMenu(props: {
  declaration: ListDeclaration;
  shown: readonly string[];
  looks: Looks;
  onChange: (looks: Looks) => void;
}) {
  const { declaration, shown, looks, onChange } = props;
  const choose = (name: string, on: boolean) => {
    // In the order of the declaration, whichever was ticked first.
    const columns = declaration.columns
      .map((column) => column.name)
      .filter((each) => (each === name ? on : shown.includes(each)));
    if (columns.length > 0) onChange({ ...looks, columns });
  };
  return (
    <Disclosure className="tool" button="显示">
      {() => (
        <section className="panel looks" aria-label="显示">
          <h2>列</h2>
          <div className="looks-columns">
            {declaration.columns.map(({ name, title }) => (
              <Checkbox
                key={name}
                checked={shown.includes(name)}
                onChange={({ target }) => choose(name, target.checked)}
              >
                {title}
              </Checkbox>
            ))}
          </div>
          <p>
            <Button onClick={() => onChange({ ...looks, columns: null })}>恢复默认列</Button>
          </p>
          <h2 id="looks-density">密度</h2>
          <Radio.Group
            aria-labelledby="looks-density"
            options={densities}
            value={looks.density}
            onChange={({ target }) => onChange({ ...looks, density: target.value as Density })}
          />
          <h2 id="looks-limit">每页行数</h2>
          <Radio.Group
            aria-labelledby="looks-limit"
            options={[20, 50, 100].map((limit) => ({ value: limit, label: String(limit) }))}
            value={looks.limit}
            onChange={({ target }) => onChange({ ...looks, limit: Number(target.value) })}
          />
        </section>
      )}
    </Disclosure>
  );
}

function SaveView(props: { title: string; onTitle: (title: string) => void; onSave: (event: FormEvent) => void }) {
  return (
    <form className="view-save" onSubmit={props.onSave}>
      <Input
        aria-label="新视图的名称"
        placeholder="把现在的条件、排序和列存为视图"
        maxLength={60}
        value={props.title}
        onChange={({ target }) => props.onTitle(target.value)}
      />
      <Button htmlType="submit" disabled={props.title.trim() === ''}>
        保存
      </Button>
    </form>
  );
}

/** Saved views: conditions, order and columns under a name. */
export function ViewsMenu(props: {
  declaration: ListDeclaration;
  state: ListState;
  shown: readonly string[];
  onApply: (view: SavedView) => void;
}) {
  const { declaration, state } = props;
  const views = useQuery(viewsQuery(declaration.name));
  const client = useQueryClient();
  const [title, setTitle] = useState('');
  const present = views.data?.find(({ viewId }) => viewId === state.view);
  const change = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: viewsQuery(declaration.name).queryKey });
      say(done);
    } catch (error) {
      say(asProblem(error).message, 'bad');
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const name = title.trim();
    if (!name) return;
    const { filters, sort } = state;
    void change(async () => {
      await api(`/lists/${declaration.name}/views`, {
        method: 'POST',
        body: { title: name, filters, sort, columns: props.shown },
      });
      setTitle('');
    }, `视图“${name}”已保存。`);
  };
  const remove = ({ viewId, title: name }: SavedView) =>
    void change(() => api(`/views/${viewId}`, { method: 'DELETE' }), `视图“${name}”已删除。`);
  return (
    <Disclosure className="tool" button={present ? `视图：${present.title}` : '视图'}>
      {(close) => (
        <section className="panel views" aria-label="保存的视图">
          {views.isError ? <ProblemNotice error={views.error} retry={() => void views.refetch()} /> : null}
          {views.data?.length === 0 ? <p className="muted">还没有保存的视图。</p> : null}
          <ul className="view-lines">
            {views.data?.map((view) => (
              <li key={view.viewId}>
                <button
                  type="button"
                  aria-current={view.viewId === state.view ? 'true' : undefined}
                  onClick={() => {
                    props.onApply(view);
                    close();
                  }}
                >
                  {view.title}
                  {view.shared ? <span className="muted">（本部门）</span> : null}
                </button>
                <button type="button" aria-label={`删除视图“${view.title}”`} onClick={() => remove(view)}>
                  ✕
                </button>
              </li>
            ))}
          </ul>
          <SaveView title={title} onTitle={setTitle} onSave={save} />
        </section>
      )}
    </Disclosure>
  );
}

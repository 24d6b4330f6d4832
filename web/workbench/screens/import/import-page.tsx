import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ItemLine, ItemLines } from '@xinheng/contracts/catalogue-browser.ts';
import type { BatchQueued } from '@xinheng/contracts/exchange.ts';
import type { OrganisationTree } from '@xinheng/contracts/organisation.ts';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { AppLink, addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { api, apiAddress } from '../../../ui/api/client.ts';
import { Field } from '../../../ui/form/field.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { useOfficer } from '../../session/session.ts';
import { FilePlace } from './file-place.tsx';
import { ImportSteps } from './steps.tsx';
import { uploadForTrial } from './upload.ts';

const itemsQuery = queryOptions({
  queryKey: ['catalogue', 'items'],
  queryFn: ({ signal }) => api<ItemLines>('/officer/items', { signal }),
  staleTime: 30 * 60_000,
});

const treeQuery = queryOptions({
  queryKey: ['organisation', 'tree', '', ''],
  queryFn: ({ signal }) => api<OrganisationTree>('/organisation/tree', { signal }),
  staleTime: 30 * 60_000,
});

/** The beginning of an import: which item, the template for it, the file. The rest goes on at the page of the batch. */
export default function ImportPage() {
  const items = useQuery(itemsQuery);
  return (
    <div className="page import">
      <h1>批量导入</h1>
      <ImportSteps at={0} />
      <Loaded asked={items} lines={10} height={420}>
        {(lines) => <Choose lines={lines} />}
      </Loaded>
    </div>
  );
}

function Choose({ lines }: { lines: ItemLines }) {
  const { post, permissions } = useOfficer();
  const { path, query } = useAddress();
  const go = useGo();
  const item = lines.items.find(({ code }) => code === query.get('item'));
  const forOthers = (permissions['batches.submit'] ?? 'own') !== 'own';
  const [department, setDepartment] = useState(post.organisation);
  const [sheet, setSheet] = useState('');
  const choose = (code: string) =>
    go(addressOf(path, new URLSearchParams(code ? { item: code } : {})), { replace: true });
  return (
    <>
      <section className="sheet" aria-labelledby="import-item">
        <h2 id="import-item">1. 选择信息事项，下载模板</h2>
        <div className="import-choices">
          <ItemField lines={lines} own={post.organisation} value={item?.code ?? ''} onChange={choose} />
          {forOthers ? <DepartmentField value={department} onChange={setDepartment} /> : null}
        </div>
        {item ? <Template item={item} /> : <p className="muted">选定事项后，可下载带下拉选项和填写示例的模板。</p>}
      </section>
      <section className="sheet" aria-labelledby="import-file">
        <h2 id="import-file">2. 上传填好的文件</h2>
        {item ? (
          <>
            <details className="import-more">
              <summary>工作簿中有多张工作表</summary>
              <Field name="sheet" label="工作表名称" hint="不填时，读取第一张带有本事项表头的工作表。">
                {(control) => (
                  <Input {...control} maxLength={100} value={sheet} onChange={({ target }) => setSheet(target.value)} />
                )}
              </Field>
            </details>
            <Send item={item.code} department={forOthers ? department : ''} sheet={sheet.trim()} />
          </>
        ) : (
          <p className="muted">请先选择信息事项。</p>
        )}
      </section>
    </>
  );
}

function ItemField(props: { lines: ItemLines; own: string; value: string; onChange: (code: string) => void }) {
  const mine = props.lines.items.filter(({ provider }) => provider.code === props.own);
  const others = props.lines.items.filter(({ provider }) => provider.code !== props.own);
  const options = (items: readonly ItemLine[]) =>
    items.map(({ code, name }) => (
      <option key={code} value={code}>
        {name}
      </option>
    ));
  return (
    <Field name="item" label="信息事项" required>
      {(control) => (
        <select
          {...control}
          className="plain-select"
          value={props.value}
          onChange={({ target }) => props.onChange(target.value)}
        >
          <option value="">请选择</option>
          {mine.length > 0 ? <optgroup label="本部门提供">{options(mine)}</optgroup> : null}
          <optgroup label={mine.length > 0 ? '其他事项' : '全部事项'}>{options(others)}</optgroup>
        </select>
      )}
    </Field>
  );
}

function DepartmentField(props: { value: string; onChange: (code: string) => void }) {
  const tree = useQuery(treeQuery);
  const departments = tree.data?.organisations.filter(({ kind }) => kind === 'department') ?? [];
  return (
    <Field name="department" label="提供部门" hint="代下级单位报送时改选。">
      {(control) => (
        <select
          {...control}
          className="plain-select"
          value={props.value}
          onChange={({ target }) => props.onChange(target.value)}
        >
          {departments.every(({ code }) => code !== props.value) ? <option value={props.value}>本部门</option> : null}
          {departments.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Template({ item }: { item: ItemLine }) {
  const at = (file: string) => apiAddress(`/officer/items/${item.code}/${file}`);
  return (
    <ul className="import-templates">
      <li>
        <a href={at('template.xlsx')} download>
          下载“{item.name}”模板（Excel）
        </a>
        <span className="muted">代码列有下拉选项，附填写说明与样例</span>
      </li>
      <li>
        <a href={at('sample.csv')} download>
          下载填写示例（CSV）
        </a>
        <span className="muted">照此填写即可通过检查；Excel 模板内另有“样例”工作表</span>
      </li>
      <li>
        <a href={at('template.csv')} download>
          下载模板（CSV）
        </a>
        <span className="muted">供业务系统导出时对照</span>
      </li>
    </ul>
  );
}

function Send(props: { item: string; department: string; sheet: string }) {
  const go = useGo();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [tables, setTables] = useState<NonNullable<BatchQueued['tables']>>([]);
  const send = async (chosen: File) => {
    setBusy(true);
    setFailure(null);
    setTables([]);
    try {
      const taken = await uploadForTrial({ ...props, file: chosen });
      if ('tables' in taken && taken.tables) {
        setTables(taken.tables);
        setFile(null);
        setBusy(false);
      } else go(`/batches/${taken.batch}`);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <>
      {failure ? <ProblemNotice error={failure} /> : null}
      {tables.length > 0 ? <Tables tables={tables} /> : null}
      <FilePlace
        file={file}
        busy={busy}
        onFile={(chosen) => {
          setFailure(null);
          setFile(chosen);
        }}
      />
      <p className="import-send">
        <Button type="primary" size="large" disabled={!file} loading={busy} onClick={() => file && void send(file)}>
          {busy ? '正在上传' : '上传并试导入'}
        </Button>
        <span className="muted">试导入只做检查，确认之前不会入库。</span>
      </p>
    </>
  );
}

/** A package became several batches: none of them is the page to go to. */
function Tables({ tables }: { tables: NonNullable<BatchQueued['tables']> }) {
  return (
    <div className="import-tables" role="status">
      <p>压缩包中的 {tables.length} 个文件各成一个批次，正在后台检查：</p>
      <ul>
        {tables.map(({ batch, name }) => (
          <li key={batch}>
            <AppLink href={`/batches/${batch}`}>批次 {batch}</AppLink> <span className="muted">{name}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

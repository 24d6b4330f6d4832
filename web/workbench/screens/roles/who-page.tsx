import { useQuery } from '@tanstack/react-query';
import type { RoleMatrix, WhoCan } from '@xinheng/contracts/organisation.ts';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { AppLink, addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Field } from '../../../ui/form/field.tsx';
import { countText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { reachWords } from '../organisation/words.ts';
import { matrixQuery } from './roles-queries.ts';
import '../organisation/organisation.css';
import './roles.css';

const kinds = { subject: '主体', department: '部门', region: '区划' } as const;
type Kind = keyof typeof kinds;

const hints: Record<Kind, string> = {
  subject: '18 位统一社会信用代码',
  department: '部门代码，如 market-regulation',
  region: '六位区划代码，如 370102',
};

interface Question {
  permission: string;
  kind: Kind | '';
  code: string;
}

function questionOf(query: URLSearchParams): Question {
  const kind = (Object.keys(kinds) as Kind[]).find((each) => query.has(each)) ?? '';
  return { permission: query.get('permission') ?? '', kind, code: kind ? (query.get(kind) ?? '') : '' };
}

/** Who can do something with something, and why. What is asked stands in the address. */
export default function WhoPage() {
  const { query } = useAddress();
  const matrix = useQuery(matrixQuery);
  const question = questionOf(query);
  return (
    <div className="page">
      <h1>谁能看到</h1>
      <section className="sheet stack" aria-label="查询条件">
        <Loaded asked={matrix} lines={3} height={90}>
          {(data) => <Ask key={query.toString()} matrix={data} question={question} />}
        </Loaded>
      </section>
      {question.permission && matrix.data ? <Answer question={question} /> : null}
    </div>
  );
}

function Ask({ matrix, question }: { matrix: RoleMatrix; question: Question }) {
  const { path } = useAddress();
  const go = useGo();
  const [permission, setPermission] = useState(question.permission);
  const [kind, setKind] = useState(question.kind);
  const [code, setCode] = useState(question.code);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (!permission) return;
    const object = kind && code.trim() ? { [kind]: code.trim() } : {};
    go(addressOf(path, new URLSearchParams({ permission, ...object })));
  };
  return (
    <form className="who-form" onSubmit={ask}>
      <PermissionField matrix={matrix} value={permission} onChange={setPermission} />
      <Field name="object-kind" label="对象">
        {(control) => (
          <select
            {...control}
            className="plain-select"
            value={kind}
            onChange={({ target }) => setKind(target.value as Kind | '')}
          >
            <option value="">任意</option>
            {Object.entries(kinds).map(([each, name]) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="object-code" label="对象代码">
        {(control) => (
          <Input
            {...control}
            disabled={!kind}
            placeholder={kind ? hints[kind] : ''}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit">
        查询
      </Button>
    </form>
  );
}

function PermissionField(props: { matrix: RoleMatrix; value: string; onChange: (permission: string) => void }) {
  const { permissions } = props.matrix;
  const groups = [...new Set(permissions.map(({ group }) => group))];
  return (
    <Field name="permission" label="权限" required>
      {(control) => (
        <select
          {...control}
          className="plain-select"
          value={props.value}
          onChange={({ target }) => props.onChange(target.value)}
        >
          <option value="">请选择</option>
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {permissions
                .filter((each) => each.group === group)
                .map((each) => (
                  <option key={each.permission} value={each.permission}>
                    {each.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

function Answer({ question }: { question: Question }) {
  const { permission, kind, code } = question;
  const asked = useQuery({
    queryKey: ['roles', 'who', permission, kind, code],
    queryFn: ({ signal }) =>
      api<WhoCan>('/roles/who', { query: { permission, ...(kind ? { [kind]: code } : {}) }, signal }),
  });
  return (
    <section className="sheet stack" aria-label="查询结果">
      <Loaded asked={asked} lines={10} height={420}>
        {(who) => <People who={who} />}
      </Loaded>
    </section>
  );
}

function People({ who }: { who: WhoCan }) {
  const object = who.object ? `对“${who.object.name}”` : '';
  return (
    <>
      <h2>
        {object}可以“{who.permission.title}”的人员
      </h2>
      <p role="status">
        {who.people.length === 0
          ? '今天没有人。'
          : `${who.more ? '至少 ' : '共 '}${countText(who.people.length)} 个任职。`}
        {who.more ? '只列出前面的部分，请指定对象缩小范围。' : ''}
      </p>
      {who.people.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className="plain-table" aria-label="人员" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">姓名</th>
                <th scope="col">单位与岗位</th>
                <th scope="col">范围</th>
                <th scope="col">为什么</th>
              </tr>
            </thead>
            <tbody>
              {who.people.map((line) => (
                <tr key={line.postId}>
                  <th scope="row">
                    <AppLink href={`/people/${line.personId}`}>{line.personName}</AppLink>
                  </th>
                  <td>
                    {line.organisationName}，<AppLink href={`/posts/${line.postId}`}>{line.title}</AppLink>
                  </td>
                  <td>{reachWords[line.reach]}</td>
                  <td>{line.why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
}

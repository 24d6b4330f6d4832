import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Candidate, OneTimePassword } from '@xinheng/contracts/accounts.ts';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { ErrorSummary, Field, type FieldMistake } from '../../../ui/form/field.tsx';
import { mistakeOf, mistakesOf } from '../../../ui/form/mistakes.ts';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ShownOnce } from './shown-once.tsx';

/** Opens an account for somebody who has none: who, under which name; then the password, once. */
export default function NewAccountPage() {
  const go = useGo();
  const client = useQueryClient();
  const [person, setPerson] = useState('');
  const [login, setLogin] = useState('');
  const [identity, setIdentity] = useState('');
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [opened, setOpened] = useState<OneTimePassword | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong: FieldMistake[] = [];
    if (!person) wrong.push({ field: 'words', message: '请选择人员' });
    if (!login.trim()) wrong.push({ field: 'login', message: '请填写账号' });
    setMistakes(wrong);
    if (wrong.length > 0) return;
    setBusy(true);
    try {
      const body = { personId: person, login: login.trim(), ...(identity.trim() ? { identity: identity.trim() } : {}) };
      setOpened(await api<OneTimePassword>('/accounts', { method: 'POST', body }));
      void client.invalidateQueries({ queryKey: ['list', 'accounts'] });
    } catch (error) {
      setMistakes(mistakesOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="page new-account">
      <h1>开设账户</h1>
      <form className="sheet" onSubmit={(event) => void submit(event)} noValidate>
        <ErrorSummary mistakes={mistakes} title="没有办成" />
        <Candidates value={person} onChange={setPerson} error={mistakeOf(mistakes, 'words')} />
        <NameFields login={login} onLogin={setLogin} identity={identity} onIdentity={setIdentity} mistakes={mistakes} />
        <Button type="primary" htmlType="submit" loading={busy}>
          开设账户
        </Button>
      </form>
      {opened ? (
        <ShownOnce title="账户已开设" secret={opened.password} onClose={() => go(`/accounts/${opened.accountId}`)}>
          <p>
            账号 <strong>{opened.login}</strong> 的初始密码如下，{momentText(opened.until)}{' '}
            前有效。本人登录后须自行设置新密码。
          </p>
        </ShownOnce>
      ) : null}
    </div>
  );
}

function NameFields(props: {
  login: string;
  onLogin: (login: string) => void;
  identity: string;
  onIdentity: (identity: string) => void;
  mistakes: readonly FieldMistake[];
}) {
  return (
    <>
      <Field
        name="login"
        label="账号"
        required
        hint="2 至 64 个字符：小写字母、数字和 . _ @ -"
        error={mistakeOf(props.mistakes, 'login')}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={64}
            autoComplete="off"
            value={props.login}
            onChange={({ target }) => props.onLogin(target.value)}
          />
        )}
      </Field>
      <Field
        name="identity"
        label="统一身份认证标识"
        hint="不填时只能用密码登录。"
        error={mistakeOf(props.mistakes, 'identity')}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            autoComplete="off"
            value={props.identity}
            onChange={({ target }) => props.onIdentity(target.value)}
          />
        )}
      </Field>
    </>
  );
}

function Candidates(props: { value: string; onChange: (personId: string) => void; error: string | undefined }) {
  const [words, setWords] = useState('');
  const asked = useQuery({
    queryKey: ['accounts', 'candidates', words],
    queryFn: ({ signal }) => api<Candidate[]>('/accounts/candidates', { query: { q: words.trim() }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Field name="words" label="人员" required hint="还没有账户的人员；按姓名查找。" error={props.error}>
        {(control) => (
          <Input {...control} autoComplete="off" value={words} onChange={({ target }) => setWords(target.value)} />
        )}
      </Field>
      <Loaded asked={asked} lines={5} height={200}>
        {(candidates) => (
          <fieldset className="candidates plain-fieldset">
            <legend className="unseen">选择人员</legend>
            {candidates.length === 0 ? <p className="muted">没有这样的人员，或者都已有账户。</p> : null}
            {candidates.map(({ personId, name, organisationName, title }) => (
              <label key={personId}>
                <input
                  type="radio"
                  name="candidate"
                  checked={props.value === personId}
                  onChange={() => props.onChange(personId)}
                />
                <strong>{name}</strong>
                <span className="muted">
                  {organisationName}，{title}
                </span>
              </label>
            ))}
          </fieldset>
        )}
      </Loaded>
    </>
  );
}

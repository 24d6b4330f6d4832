import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { AppLink, useGo } from '../../ui/address.tsx';
import { Field, type FieldMistake } from '../../ui/form/field.tsx';
import { mistakeOf } from '../../ui/form/mistakes.ts';
import { SessionPage } from './page.tsx';
import { useSession } from './session.ts';
import { NewPasswordFields, StepForm, useStep } from './steps.tsx';

/** The first administrator, by the one-time link that the first start prints. */
export default function Setup() {
  const session = useSession();
  const go = useGo();
  const { mistakes, busy, refuse, send } = useStep();
  // Behind the #, where no server and no log sees it.
  const [token] = useState(() => window.location.hash.slice(1));
  const [values, setValues] = useState({ login: '', name: '', next: '', again: '' });
  const change = (name: keyof typeof values) => (value: string) => setValues({ ...values, [name]: value });
  // The link is a key: it must not stay in the address bar and the history of the browser.
  useEffect(() => {
    if (token !== '') go('/setup', { replace: true });
  }, [token, go]);
  const submit = () => {
    const { login, name, next, again } = values;
    const wrong: FieldMistake[] = [];
    if (!login.trim()) wrong.push({ field: 'login', message: '请输入账号' });
    if (!name.trim()) wrong.push({ field: 'name', message: '请输入姓名' });
    if (!next) wrong.push({ field: 'next', message: '请输入新密码' });
    else if (next !== again) wrong.push({ field: 'again', message: '两次输入的新密码不一致' });
    if (wrong.length > 0) {
      refuse(wrong);
      return;
    }
    const body = { token, login: login.trim(), name: name.trim(), password: next };
    void send('/setup/administrator', 'POST', body).then((done) => done && go('/sign-in', { replace: true }));
  };
  return (
    <SessionPage session={session} title="建立首位系统管理员">
      {token ? (
        <StepForm mistakes={mistakes} busy={busy} button="建立" onSubmit={submit}>
          <p>本页由首次启动时打印的一次性链接打开，只能使用一次。建立后须启用动态验证码。</p>
          <Field name="login" label="账号" error={mistakeOf(mistakes, 'login')}>
            {(control) => (
              <Input
                {...control}
                size="large"
                autoComplete="username"
                autoFocus
                value={values.login}
                onChange={(event) => change('login')(event.target.value)}
              />
            )}
          </Field>
          <Field name="name" label="姓名" error={mistakeOf(mistakes, 'name')}>
            {(control) => (
              <Input
                {...control}
                size="large"
                autoComplete="name"
                value={values.name}
                onChange={(event) => change('name')(event.target.value)}
              />
            )}
          </Field>
          <NewPasswordFields
            rules={session.passwordRules}
            mistakes={mistakes}
            next={values.next}
            again={values.again}
            onNext={change('next')}
            onAgain={change('again')}
          />
        </StepForm>
      ) : (
        <IncompleteLink />
      )}
    </SessionPage>
  );
}

function IncompleteLink() {
  return (
    <>
      <p>链接不完整。请使用启动程序时终端上打印的完整地址；链接已用过时，请系统管理员另建账号。</p>
      <p>
        <AppLink href="/sign-in">去登录</AppLink>
      </p>
    </>
  );
}

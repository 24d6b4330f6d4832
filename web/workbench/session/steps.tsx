import type { Session } from '@xinheng/contracts/workbench.ts';
import { Button, Input } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { apiAddress } from '../../ui/api/client.ts';
import { ErrorSummary, Field, type FieldMistake } from '../../ui/form/field.tsx';
import { mistakeOf, mistakesOf } from '../../ui/form/mistakes.ts';
import { SecretInput } from './secret-input.tsx';
import { useSessionStep } from './session.ts';

/** Sends a step of signing in and keeps what the server says against it. */
export function useStep(): {
  mistakes: FieldMistake[];
  busy: boolean;
  refuse: (mistakes: FieldMistake[]) => void;
  send: (path: string, method: 'POST' | 'PUT', body: unknown) => Promise<boolean>;
} {
  const step = useSessionStep();
  const [mistakes, refuse] = useState<FieldMistake[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (path: string, method: 'POST' | 'PUT', body: unknown) => {
    setBusy(true);
    refuse([]);
    try {
      await step(path, { method, body });
      return true;
    } catch (error) {
      refuse(mistakesOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { mistakes, busy, refuse, send };
}

/** A form with its mistakes on top and one button. */
export function StepForm(props: {
  mistakes: FieldMistake[];
  busy: boolean;
  button: string;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary mistakes={props.mistakes} title="没有通过" />
      {props.children}
      <Button type="primary" htmlType="submit" size="large" block loading={props.busy}>
        {props.button}
      </Button>
    </form>
  );
}

/** Account and password, and the city's identity service where there is one. */
export function PasswordStep(props: { session: Session; returnTo: string }) {
  const { mistakes, busy, refuse, send } = useStep();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const submit = () => {
    const missing: FieldMistake[] = [];
    if (!login.trim()) missing.push({ field: 'login', message: '请输入账号' });
    if (!password) missing.push({ field: 'password', message: '请输入密码' });
    if (missing.length > 0) refuse(missing);
    else void send('/session', 'POST', { login: login.trim(), password }).then((done) => done || setPassword(''));
  };
  return (
    <>
      <StepForm mistakes={mistakes} busy={busy} button="登录" onSubmit={submit}>
        <Field name="login" label="账号" error={mistakeOf(mistakes, 'login')}>
          {(control) => (
            <Input
              {...control}
              size="large"
              autoComplete="username"
              autoFocus
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
          )}
        </Field>
        <Field name="password" label="密码" error={mistakeOf(mistakes, 'password')}>
          {(control) => (
            <SecretInput control={control} autoComplete="current-password" value={password} onChange={setPassword} />
          )}
        </Field>
      </StepForm>
      {props.session.oidc ? (
        <p className="session-other">
          <Button size="large" block href={apiAddress('/session/oidc/start', { return: props.returnTo })}>
            {props.session.oidc.title}
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** Six digits of the authenticator. */
export function CodeField(props: { value: string; onChange: (code: string) => void; mistakes: FieldMistake[] }) {
  return (
    <Field
      name="code"
      label="动态验证码"
      hint="身份验证器应用上显示的六位数字"
      error={mistakeOf(props.mistakes, 'code')}
    >
      {(control) => (
        <Input
          {...control}
          size="large"
          className="digits"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          autoFocus
          value={props.value}
          onChange={(event) => props.onChange(event.target.value.replaceAll(/\D/g, ''))}
        />
      )}
    </Field>
  );
}

/** The second factor of somebody whose password was right. */
export function SecondFactorStep() {
  const { mistakes, busy, refuse, send } = useStep();
  const [code, setCode] = useState('');
  const submit = () => {
    if (code.length !== 6) refuse([{ field: 'code', message: '动态验证码应为六位数字' }]);
    else void send('/session/second-factor', 'POST', { code }).then((done) => done || setCode(''));
  };
  return (
    <StepForm mistakes={mistakes} busy={busy} button="验证" onSubmit={submit}>
      <CodeField value={code} onChange={setCode} mistakes={mistakes} />
    </StepForm>
  );
}

/** A new password, twice. Used when the old one was set by an administrator, and by who wants a new one. */
export function NewPasswordStep(props: { session: Session; onDone?: () => void }) {
  const { mistakes, busy, refuse, send } = useStep();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const submit = () => {
    const wrong: FieldMistake[] = [];
    if (!current) wrong.push({ field: 'current', message: '请输入现在的密码' });
    if (!next) wrong.push({ field: 'next', message: '请输入新密码' });
    else if (next !== again) wrong.push({ field: 'again', message: '两次输入的新密码不一致' });
    if (wrong.length > 0) refuse(wrong);
    else void send('/session/password', 'POST', { current, next }).then((done) => done && props.onDone?.());
  };
  return (
    <StepForm mistakes={mistakes} busy={busy} button="设置新密码" onSubmit={submit}>
      <Field name="current" label="现在的密码" error={mistakeOf(mistakes, 'current')}>
        {(control) => (
          <SecretInput control={control} autoComplete="current-password" value={current} onChange={setCurrent} />
        )}
      </Field>
      <NewPasswordFields
        rules={props.session.passwordRules}
        mistakes={mistakes}
        next={next}
        again={again}
        onNext={setNext}
        onAgain={setAgain}
      />
    </StepForm>
  );
}

/** The two fields of a new password with what is asked of it. */
export function NewPasswordFields(props: {
  rules: string[] | undefined;
  mistakes: FieldMistake[];
  next: string;
  again: string;
  onNext: (next: string) => void;
  onAgain: (again: string) => void;
}) {
  return (
    <>
      <Field
        name="next"
        label="新密码"
        hint={props.rules?.join('') ?? '不少于十二个字符，不含账号或姓名，不与近期用过的相同。'}
        error={mistakeOf(props.mistakes, 'next') ?? mistakeOf(props.mistakes, 'password')}
      >
        {(control) => (
          <SecretInput control={control} autoComplete="new-password" value={props.next} onChange={props.onNext} />
        )}
      </Field>
      <Field name="again" label="再输入一次新密码" error={mistakeOf(props.mistakes, 'again')}>
        {(control) => (
          <SecretInput control={control} autoComplete="new-password" value={props.again} onChange={props.onAgain} />
        )}
      </Field>
    </>
  );
}

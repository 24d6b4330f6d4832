import type { Session } from '@xinheng/contracts/workbench.ts';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useAddress, useGo } from '../../ui/address.tsx';
import { EnrolmentStep } from './enrolment.tsx';
import { SessionPage } from './page.tsx';
import { useSession, useSessionStep } from './session.ts';
import { NewPasswordStep, PasswordStep, SecondFactorStep } from './steps.tsx';

const titles: Record<Session['state'], string> = {
  anonymous: '登录',
  'second-factor': '动态验证码',
  'enrol-second-factor': '启用动态验证码',
  'change-password': '设置新密码',
  active: '登录',
};

/** Why the identity service did not lead to a session. Codes only: nobody must put words on this page by a link. */
const failures: Record<string, string> = {
  'identity-failed': '统一身份认证没有成功，请重试；仍不成功时请用账号和密码登录。',
  'identity-expired': '统一身份认证用时过长，或不是由本浏览器发起，请重新开始。',
  'identity-unknown': '您的统一身份尚未与本系统的账户关联，请联系安全管理员。',
  'identity-refused': '您的账户已停用、没有任职，或不能从当前网络地址使用，请联系安全管理员。',
};

/** An address inside the workbench to go back to; anything else leads to the first page. */
function returnAddress(query: URLSearchParams): string {
  const wanted = query.get('return') ?? '';
  return /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';
}

/** One page for every step of signing in; which one is shown, the session says. */
export default function SignIn() {
  const session = useSession();
  const { path, query } = useAddress();
  const go = useGo();
  const returnTo = returnAddress(query);
  useEffect(() => {
    // While the page behind is being fetched this one still stands, at an address that says nothing of a return.
    if (session.state === 'active' && path === '/sign-in') go(returnTo, { replace: true });
  }, [session.state, path, returnTo, go]);
  const failure = failures[query.get('error') ?? ''];
  return (
    <SessionPage session={session} title={titles[session.state]}>
      {query.has('ended') && session.state === 'anonymous' ? (
        <p className="notice warning" role="status">
          登录已结束，请重新登录。登录后回到刚才的页面。
        </p>
      ) : null}
      {failure && session.state === 'anonymous' ? (
        <p className="notice bad" role="alert">
          {failure}
        </p>
      ) : null}
      {session.state === 'anonymous' ? <PasswordStep session={session} returnTo={returnTo} /> : null}
      {session.state === 'second-factor' ? <SecondFactorStep /> : null}
      {session.state === 'enrol-second-factor' ? (
        <>
          <p>本账号须启用动态验证码，启用后才能继续。</p>
          <EnrolmentStep />
        </>
      ) : null}
      {session.state === 'change-password' ? (
        <>
          <p>密码由管理员设置或已到期，设置自己的密码后才能继续。</p>
          <NewPasswordStep session={session} />
        </>
      ) : null}
      {session.state !== 'anonymous' && session.state !== 'active' ? <StartAgain /> : null}
    </SessionPage>
  );
}

function StartAgain() {
  const step = useSessionStep();
  return (
    <p className="session-other">
      <Button type="link" onClick={() => void step('/session', { method: 'DELETE' })}>
        换一个账号登录
      </Button>
    </p>
  );
}

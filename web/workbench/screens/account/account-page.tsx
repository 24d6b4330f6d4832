import { Button } from 'antd';
import { useState } from 'react';
import { momentText } from '../../../ui/pieces/dates.ts';
import { say } from '../../../ui/pieces/toasts.tsx';
import { EnrolmentStep } from '../../session/enrolment.tsx';
import { useOfficer, useSession } from '../../session/session.ts';
import { NewPasswordStep } from '../../session/steps.tsx';
import { Sessions } from '../accounts/sessions.tsx';
import '../../session/session.css';

/** The officer's own account: a new password, a new second factor, where he is signed in. */
export default function AccountPage() {
  const session = useSession();
  const { absoluteUntil } = useOfficer();
  const [done, setDone] = useState(0);
  return (
    <div className="page">
      <h1>密码与动态验证码</h1>
      <div className="home">
        <section className="sheet" aria-labelledby="account-password">
          <h2 id="account-password">修改密码</h2>
          <NewPasswordStep
            key={done}
            session={session}
            onDone={() => {
              setDone(done + 1);
              say('密码已修改。');
            }}
          />
        </section>
        <section className="sheet" aria-labelledby="account-factor">
          <h2 id="account-factor">动态验证码</h2>
          <SecondFactor />
        </section>
        <section className="sheet" aria-labelledby="account-sessions">
          <h2 id="account-sessions">我的登录</h2>
          <p className="muted">本次登录最迟在 {momentText(absoluteUntil)} 结束。不认识的登录请立即结束并修改密码。</p>
          <Sessions key={done} path="/session/sessions" />
        </section>
      </div>
    </div>
  );
}

function SecondFactor() {
  const [enrolling, setEnrolling] = useState(false);
  if (enrolling) {
    return (
      <EnrolmentStep
        onDone={() => {
          setEnrolling(false);
          say('动态验证码已启用。');
        }}
      />
    );
  }
  return (
    <>
      <p>更换手机或首次启用时，重新登记身份验证器。登记后旧的验证码不再有效。</p>
      <p>
        <Button onClick={() => setEnrolling(true)}>登记身份验证器</Button>
      </p>
    </>
  );
}

import { Button } from 'antd';
import { useState } from 'react';
import { say } from '../../../ui/pieces/toasts.tsx';
import { EnrolmentStep } from '../../session/enrolment.tsx';
import { useSession } from '../../session/session.ts';
import { NewPasswordStep } from '../../session/steps.tsx';
import '../../session/session.css';

/** The officer's own account: a new password, a new second factor. */
export default function AccountPage() {
  const session = useSession();
  const [done, setDone] = useState(0);
  const [enrolling, setEnrolling] = useState(false);
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
          {enrolling ? (
            <EnrolmentStep
              onDone={() => {
                setEnrolling(false);
                say('动态验证码已启用。');
              }}
            />
          ) : (
            <>
              <p>更换手机或首次启用时，重新登记身份验证器。登记后旧的验证码不再有效。</p>
              <p>
                <Button onClick={() => setEnrolling(true)}>登记身份验证器</Button>
              </p>
            </>
          )}
        </section>
      </div>
    </div>
  );
}

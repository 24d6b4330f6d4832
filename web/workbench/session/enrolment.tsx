import { useQuery } from '@tanstack/react-query';
import type { SecondFactorEnrolment } from '@xinheng/contracts/workbench.ts';
import { useState } from 'react';
import { api } from '../../ui/api/client.ts';
import { ProblemNotice } from '../../ui/pieces/problem.tsx';
import { Waiting } from '../../ui/pieces/waiting.tsx';
import { CodeField, StepForm, useStep } from './steps.tsx';

/** SVG text as an image address: an image cannot run script, whatever is in it. */
function imageOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** Sets up the second factor: scan, or type the secret, then prove it with a code. */
export function EnrolmentStep(props: { onDone?: () => void }) {
  const { mistakes, busy, refuse, send } = useStep();
  const [code, setCode] = useState('');
  const enrolment = useQuery({
    queryKey: ['session', 'enrolment'],
    queryFn: () => api<SecondFactorEnrolment>('/session/second-factor/enrolment', { method: 'POST', signingIn: true }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const submit = () => {
    if (code.length !== 6) refuse([{ field: 'code', message: '动态验证码应为六位数字' }]);
    else void send('/session/second-factor', 'PUT', { code }).then((done) => (done ? props.onDone?.() : setCode('')));
  };
  if (enrolment.isError) return <ProblemNotice error={enrolment.error} retry={() => void enrolment.refetch()} />;
  return (
    <>
      <p>用手机上的身份验证器应用扫描二维码。</p>
      {enrolment.data ? (
        <div className="enrolment">
          <img src={imageOf(enrolment.data.qrSvg)} width={184} height={184} alt="登记动态验证码的二维码" />
          <div>
            <p>不能扫描时，在应用中手工输入密钥：</p>
            <p className="code secret">{enrolment.data.secret.match(/.{1,4}/g)?.join(' ')}</p>
            <p>请抄下恢复码，只显示这一次。手机遗失时，每个恢复码可代替动态验证码使用一次：</p>
            <ul className="code recovery-codes">
              {enrolment.data.recoveryCodes.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </div>
        </div>
      ) : (
        <Waiting height={184} />
      )}
      <StepForm mistakes={mistakes} busy={busy} button="启用" onSubmit={submit}>
        <CodeField value={code} onChange={setCode} mistakes={mistakes} />
      </StepForm>
    </>
  );
}

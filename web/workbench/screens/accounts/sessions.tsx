import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionInfo } from '@xinheng/contracts/accounts.ts';
import { Button } from 'antd';
import { api } from '../../../ui/api/client.ts';
import { asProblem } from '../../../ui/api/problem.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { say } from '../../../ui/pieces/toasts.tsx';
import './accounts.css';

const methods: Record<SessionInfo['method'], string> = {
  password: '密码登录',
  'identity-service': '统一身份认证',
  'first-administrator': '首次启动',
};

/** What the browser says of itself, as briefly as it can be said. */
function browserOf(agent: string): string {
  const name = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? '';
  const system = /Windows|Mac OS X|Android|iPhone|Linux/.exec(agent)?.[0] ?? '';
  return [name.replace('Edg', 'Edge'), system].filter(Boolean).join('，') || '未知浏览器';
}

/** Where somebody is signed in; each can be ended. `path`: /session/sessions or /accounts/…/sessions. */
export function Sessions({ path }: { path: string }) {
  const client = useQueryClient();
  const queryKey = ['sessions', path];
  const asked = useQuery({ queryKey, queryFn: ({ signal }) => api<SessionInfo[]>(path, { signal }) });
  const end = async (which: string, said: string) => {
    try {
      client.setQueryData(queryKey, await api<SessionInfo[]>(path + which, { method: 'DELETE' }));
      say(said);
    } catch (error) {
      say(asProblem(error).message, 'bad');
    }
  };
  return (
    <Loaded asked={asked} lines={5} height={180}>
      {(sessions) =>
        sessions.length === 0 ? (
          <p className="muted">没有登录。</p>
        ) : (
          <>
            <ul className="sessions">
              {sessions.map((session) => (
                <li key={session.sessionId}>
                  <span>
                    {browserOf(session.userAgent)}，{session.address}
                    <br />
                    <span className="muted">
                      {methods[session.method]}，{momentText(session.begunAt)} 登录，{momentText(session.lastSeenAt)}{' '}
                      最近使用
                    </span>
                  </span>
                  {session.own ? (
                    <Badge tone="good">本次登录</Badge>
                  ) : (
                    <Button onClick={() => void end(`/${session.sessionId}`, '该登录已结束。')}>结束</Button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.some(({ own }) => !own) ? (
              <p>
                <Button danger onClick={() => void end('', '其他登录已全部结束。')}>
                  {sessions.some(({ own }) => own) ? '结束其他全部登录' : '结束全部登录'}
                </Button>
              </p>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}

import { MenuOutlined, QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Notice, Post } from '@xinheng/contracts/workbench.ts';
import { Button } from 'antd';
import { AppLink, useGo } from '../../ui/address.tsx';
import { api } from '../../ui/api/client.ts';
import { asProblem } from '../../ui/api/problem.ts';
import { shortMoment } from '../../ui/pieces/dates.ts';
import { Disclosure } from '../../ui/pieces/disclosure.tsx';
import { ProblemNotice } from '../../ui/pieces/problem.tsx';
import { say } from '../../ui/pieces/toasts.tsx';
import { useOfficer, useSession, useSessionStep } from '../session/session.ts';
import { PurposeChip } from './purpose.tsx';
import { noticesQuery, toDosQuery } from './queries.ts';
import { ToDoLines, waitingIn } from './to-dos.tsx';

/** The line above every page: whose system, search, purpose, what waits, who is signed in. */
export function Header(props: { onFind: () => void; onPurpose: () => void; onHelp: () => void; onMenu: () => void }) {
  const { city } = useSession();
  return (
    <header className="header">
      <button type="button" className="icon-button menu-button" aria-label="导航" onClick={props.onMenu}>
        <MenuOutlined aria-hidden />
      </button>
      <AppLink href="/" className="brand">
        <span className="seal" aria-hidden="true">
          信
        </span>
        <span className="brand-text">
          <span className="brand-name">信衡工作台</span>
          <span className="brand-city">{city.name}</span>
        </span>
      </AppLink>
      <button type="button" className="find-button" onClick={props.onFind} aria-keyshortcuts="/ Control+K">
        <SearchOutlined aria-hidden />
        <span className="find-button-text">搜索主体、信息、批次</span>
        <kbd>/</kbd>
      </button>
      <div className="header-end">
        <PurposeChip onChange={props.onPurpose} />
        <ToDoMenu />
        <NoticeMenu />
        <button
          type="button"
          className="icon-button header-help"
          onClick={props.onHelp}
          aria-label="帮助"
          aria-keyshortcuts="?"
        >
          <QuestionCircleOutlined aria-hidden />
        </button>
        <AccountMenu />
      </div>
    </header>
  );
}

function Count(props: { count: number; unit: string }) {
  return (
    <span className={props.count > 0 ? 'count' : 'count none'}>
      {props.count > 99 ? '99+' : props.count}
      <span className="unseen">{props.unit}</span>
    </span>
  );
}

function ToDoMenu() {
  const toDos = useQuery(toDosQuery);
  return (
    <Disclosure
      className="header-button"
      button={
        <>
          待办 <Count count={waitingIn(toDos.data)} unit=" 件" />
        </>
      }
    >
      {(close) => (
        <section className="panel" aria-label="待办事项">
          <h2>待办</h2>
          {toDos.isError ? <ProblemNotice error={toDos.error} retry={() => void toDos.refetch()} /> : null}
          <ToDoLines toDos={toDos.data} onOpen={close} />
        </section>
      )}
    </Disclosure>
  );
}

function NoticeMenu() {
  const notices = useQuery(noticesQuery);
  const unread = notices.data?.filter(({ read }) => !read).length ?? 0;
  return (
    <Disclosure
      className="header-button notices-button"
      button={
        <>
          通知 <Count count={unread} unit=" 条未读" />
        </>
      }
    >
      {(close) => (
        <section className="panel" aria-label="收到的通知">
          <h2>通知</h2>
          {notices.isError ? <ProblemNotice error={notices.error} retry={() => void notices.refetch()} /> : null}
          {notices.data?.length === 0 ? <p className="muted">没有通知。</p> : null}
          <ul className="notices">
            {notices.data?.slice(0, 20).map((notice) => (
              <NoticeLine key={notice.noticeId} notice={notice} onOpen={close} />
            ))}
          </ul>
        </section>
      )}
    </Disclosure>
  );
}

/** One notice; opening it marks it as read. */
export function NoticeLine(props: { notice: Notice; onOpen?: () => void }) {
  const { notice } = props;
  const client = useQueryClient();
  const go = useGo();
  const open = async () => {
    props.onOpen?.();
    if (notice.link) go(notice.link);
    if (notice.read) return;
    try {
      await api(`/notices/${encodeURIComponent(notice.noticeId)}/read`, { method: 'POST' });
      await client.invalidateQueries({ queryKey: noticesQuery.queryKey });
    } catch (error) {
      say(asProblem(error).message, 'bad');
    }
  };
  return (
    <li className={notice.read ? 'notice-line' : 'notice-line unread'}>
      <button type="button" onClick={() => void open()}>
        <span className="notice-line-title">
          {notice.read ? null : <span className="unseen">未读：</span>}
          {notice.title}
        </span>
        <span className="muted">{shortMoment(notice.at)}</span>
        <span className="notice-line-body">{notice.body}</span>
      </button>
    </li>
  );
}

function postText(post: Post): string {
  return `${post.organisationName} · ${post.title}`;
}

function AccountMenu() {
  const { name, post, posts } = useOfficer();
  const step = useSessionStep();
  const go = useGo();
  const change = async (other: Post, close: () => void) => {
    try {
      await step('/session/post', { method: 'POST', body: { postId: other.postId } });
      close();
      go('/');
      say(`现以“${postText(other)}”办理。`);
    } catch (error) {
      say(asProblem(error).message, 'bad');
    }
  };
  return (
    <Disclosure
      className="account-button"
      label={`${name}，${postText(post)}：账号与岗位`}
      button={
        <>
          <span className="account-name">{name}</span>
          <span className="account-post">{postText(post)}</span>
        </>
      }
    >
      {(close) => (
        <section className="panel" aria-label="账号与岗位">
          <h2>{name}</h2>
          <p className="muted">
            {post.organisationName}，{post.regionName}；{post.roles.map((role) => role.name).join('、')}
          </p>
          {posts.length > 1 ? (
            <>
              <h3>切换部门与区域</h3>
              <ul className="posts">
                {posts.map((other) => (
                  <li key={other.postId}>
                    <button
                      type="button"
                      aria-current={other.postId === post.postId ? 'true' : undefined}
                      onClick={() => void change(other, close)}
                    >
                      <span>{postText(other)}</span>
                      <span className="muted">{other.regionName}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          <p className="panel-foot">
            <AppLink href="/account" onClick={close}>
              密码与动态验证码
            </AppLink>
            <Button onClick={() => void step('/session', { method: 'DELETE' })}>退出登录</Button>
          </p>
        </section>
      )}
    </Disclosure>
  );
}

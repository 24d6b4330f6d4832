import { useQuery } from '@tanstack/react-query';
import { AppLink } from '../../../ui/address.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { useMay, useOfficer } from '../../session/session.ts';
import { NoticeLine } from '../../shell/header.tsx';
import { noticesQuery, toDosQuery } from '../../shell/queries.ts';
import { ToDoLines } from '../../shell/to-dos.tsx';

/** Where most officers begin, as far as their post lets them. */
const beginnings = [
  { permission: 'batches.submit', href: '/import', title: '批量导入', text: '下载模板，上传文件，逐行核对后入库' },
  { permission: 'records.enter', href: '/entry', title: '录入一条信息', text: '按信息目录逐项填写，即时检查' },
  { permission: 'subjects.read', href: '/subjects', title: '查主体', text: '名称、代码、曾用名均可' },
  { permission: 'accounts.manage', href: '/accounts/new', title: '开设账户', text: '为已登记的人员开设' },
  { permission: 'roles.grant', href: '/posts', title: '授予角色', text: '在任职页面授予或收回' },
  { permission: 'people.manage', href: '/people', title: '登记人员与任职', text: '登记、调动、免职、离职' },
  {
    permission: 'audit.verify',
    href: '/audit/verification',
    title: '核验审计日志',
    text: '重新计算并与另存检查点比对',
  },
  { permission: 'system.read', href: '/system', title: '查看系统运行', text: '后台任务、存储、待处理事项' },
] as const;

/** What waits for the officer, what he should know, and where he can begin. */
export default function HomePage() {
  const { name, post } = useOfficer();
  const may = useMay();
  const toDos = useQuery(toDosQuery);
  const notices = useQuery(noticesQuery);
  const open = beginnings.filter(({ permission }) => may(permission));
  return (
    <div className="page">
      <h1>
        {name}，{post.organisationName}
      </h1>
      <div className="home">
        <section className="sheet" aria-labelledby="home-to-dos">
          <h2 id="home-to-dos">待办</h2>
          <Loaded asked={toDos} lines={4} height={160}>
            {(lines) => <ToDoLines toDos={lines} />}
          </Loaded>
        </section>
        <section className="sheet" aria-labelledby="home-notices">
          <h2 id="home-notices">通知</h2>
          <Loaded asked={notices} lines={4} height={160}>
            {(all) =>
              all.length === 0 ? (
                <p className="muted">没有通知。</p>
              ) : (
                <>
                  <ul>
                    {all.slice(0, 5).map((notice) => (
                      <NoticeLine key={notice.noticeId} notice={notice} />
                    ))}
                  </ul>
                  <p className="home-more">
                    <AppLink href="/notices">全部通知</AppLink>
                  </p>
                </>
              )
            }
          </Loaded>
        </section>
      </div>
      {open.length > 0 ? (
        <section className="sheet" aria-labelledby="home-begin">
          <h2 id="home-begin">常用</h2>
          <ul className="home-begin">
            {open.map(({ href, title, text }) => (
              <li key={href}>
                <AppLink href={href}>{title}</AppLink>
                <span className="muted">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

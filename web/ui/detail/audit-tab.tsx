import { useQuery } from '@tanstack/react-query';
import { EmbeddedList } from '../list/embedded-list.tsx';
import { listsQuery } from '../list/list-queries.ts';

/** What the audit log says about the thing; for those who may read it. */
export function AuditTab(props: { subjectCode: string }) {
  const lists = useQuery(listsQuery);
  const audit = lists.data?.find(({ name }) => name === 'audit');
  // Without this condition the list would show the entries of every subject.
  if (!audit?.filters.some(({ name }) => name === 'subject')) {
    return <p className="muted">每次查询与办理都已记入审计日志。查阅审计日志须由审计人员进行。</p>;
  }
  return <EmbeddedList list="audit" filters={{ subject: props.subjectCode }} />;
}

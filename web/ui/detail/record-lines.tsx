import { useInfiniteQuery } from '@tanstack/react-query';
import type { ItemGroup, RecordLine, SubjectFile } from '@xinheng/contracts/subject-file.ts';
import { Button } from 'antd';
import { AppLink } from '../address.tsx';
import { Badge } from '../pieces/badge.tsx';
import { ProblemNotice } from '../pieces/problem.tsx';
import type { Clocks } from './clocks.tsx';
import { moreRecordsQuery } from './file-queries.ts';
import { polarities, recordStates, sections, severities } from './words.ts';

/** The records of a subject by the sections of its file; what is empty is left out. */
export function FileSections(props: { file: SubjectFile; clocks: Clocks }) {
  const { file } = props;
  const known = new Set(file.items.map(({ section }) => section));
  if (known.size === 0) return <p className="muted">在所选日期与时刻，没有您可查看的信息。</p>;
  return (
    <>
      <nav className="record-line-head" aria-label="信息分类">
        {sections
          .filter(([section]) => known.has(section))
          .map(([section, title]) => (
            <a key={section} href={`#section-${section}`}>
              {title}（{totalOf(file, section)}）
            </a>
          ))}
      </nav>
      {sections
        .filter(([section]) => known.has(section))
        .map(([section, title]) => (
          <section
            key={section}
            className="file-section"
            id={`section-${section}`}
            aria-labelledby={`title-${section}`}
          >
            <h2 id={`title-${section}`}>{title}</h2>
            {file.items
              .filter((group) => group.section === section)
              .map((group) => (
                <Group key={group.item} group={group} code={file.subjectCode} clocks={props.clocks} />
              ))}
          </section>
        ))}
    </>
  );
}

function totalOf(file: SubjectFile, section: string): number {
  return file.items.filter((group) => group.section === section).reduce((sum, { count }) => sum + count, 0);
}

function Group({ group, code, clocks }: { group: ItemGroup; code: string; clocks: Clocks }) {
  const more = useInfiniteQuery(moreRecordsQuery(code, group, clocks));
  const records = [...group.records, ...(more.data?.pages.flatMap((page) => page.records) ?? [])];
  const hasMore = more.data ? more.hasNextPage : group.next !== undefined;
  const polarity = polarities[group.polarity];
  return (
    <div>
      <h3>
        {group.itemName}
        {group.polarity === 'neutral' ? null : <Badge tone={polarity.tone}>{polarity.name}</Badge>}
        <span className="muted">{group.count} 条</span>
      </h3>
      <ul className="record-lines">
        {records.map((record) => (
          <Line key={record.recordKey} record={record} code={code} />
        ))}
      </ul>
      {more.isError ? <ProblemNotice error={more.error} /> : null}
      {hasMore ? (
        <Button
          loading={more.isFetching}
          onClick={() => void (more.data ? more.fetchNextPage() : more.refetch())}
        >{`再看一些（已显示 ${records.length} 条）`}</Button>
      ) : null}
    </div>
  );
}

const shownFields = 3;

function Line({ record, code }: { record: RecordLine; code: string }) {
  const state = recordStates[record.state];
  const severity = record.severity ? severities[record.severity] : null;
  // Whose file it is stands above; it need not be said in every line.
  const fields = record.fields.filter(({ text }) => text !== '' && text !== record.documentNumber && text !== code);
  return (
    <li>
      <div className="record-line-head">
        <AppLink href={`/subjects/${code}/records/${record.recordKey}`}>
          {record.documentNumber ?? record.itemName}
        </AppLink>
        {record.occurredOn ? <time dateTime={record.occurredOn}>{record.occurredOn}</time> : null}
        <span className="muted">{record.department.name}</span>
        {severity ? <Badge tone={severity.tone}>{severity.name}</Badge> : null}
        {record.state === 'valid' ? null : <Badge tone={state.tone}>{state.name}</Badge>}
        {record.version > 1 ? <span className="muted">第 {record.version} 版</span> : null}
      </div>
      <dl className="record-line-fields">
        {fields.slice(0, shownFields).map((field) => (
          <div key={field.name}>
            <dt>{field.label}：</dt>
            <dd>
              {shortened(field.text)}
              {field.unit ? ` ${field.unit}` : ''}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

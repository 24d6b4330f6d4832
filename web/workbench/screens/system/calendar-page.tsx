import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CalendarYear, CalendarYearDays, WorkingCalendar } from '@xinheng/contracts/system.ts';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { api } from '../../../ui/api/client.ts';
import { Field } from '../../../ui/form/field.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { say } from '../../../ui/pieces/toasts.tsx';
import { useMay } from '../../session/session.ts';
import { Warnings } from './warnings.tsx';
import './system.css';

/** The years of the working calendar, what differs in each, and the year that is missing. */
export default function CalendarPage() {
  const may = useMay();
  const [year, setYear] = useState<number>();
  const asked = useQuery({
    queryKey: ['system', 'calendar'],
    queryFn: ({ signal }) => api<WorkingCalendar>('/system/calendar', { signal }),
  });
  return (
    <div className="page">
      <h1>工作日历</h1>
      <section className="sheet stack" aria-label="已录入的年份">
        <Loaded asked={asked} lines={8} height={280}>
          {(calendar) => (
            <>
              {calendar.warning ? (
                <Warnings warnings={[{ level: calendar.warning.level, text: calendar.warning.text }]} />
              ) : null}
              <Years years={calendar.years} chosen={year} onChoose={setYear} />
              {may('system.operate') ? <Upload missing={calendar.nextMissing} /> : null}
            </>
          )}
        </Loaded>
      </section>
      {year ? <YearDays year={year} /> : null}
    </div>
  );
}

function Years(props: {
  years: readonly CalendarYear[];
  chosen: number | undefined;
  onChoose: (year: number) => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="plain-table" aria-label="各年日历" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">年份</th>
            <th scope="col">依据</th>
            <th scope="col">调整天数</th>
          </tr>
        </thead>
        <tbody>
          {props.years.map(({ year, source, exceptions }) => (
            <tr key={year}>
              <th scope="row">
                <Button aria-pressed={props.chosen === year} onClick={() => props.onChoose(year)}>
                  {year} 年
                </Button>
              </th>
              <td>{source}</td>
              <td>{exceptions}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function YearDays({ year }: { year: number }) {
  const asked = useQuery({
    queryKey: ['system', 'calendar', year],
    queryFn: ({ signal }) => api<CalendarYearDays>(`/system/calendar/${year}`, { signal }),
  });
  return (
    <section className="sheet stack" aria-labelledby="calendar-year">
      <h2 id="calendar-year">{year} 年的放假与调休</h2>
      <Loaded asked={asked} lines={10} height={320}>
        {({ days }) => (
          <ul>
            {days.map(({ day, working, name }) => (
              <li key={day}>
                <span className="code">{day}</span>{' '}
                <Badge tone={working ? 'warning' : 'good'}>{working ? '上班' : '放假'}</Badge> {name}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Upload({ missing }: { missing: number }) {
  const client = useQueryClient();
  const fileId = useId();
  const [year, setYear] = useState(String(missing));
  const [file, setFile] = useState<File | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    setFailure(null);
    try {
      const type = /[.]ya?ml$/i.test(file.name) ? 'application/yaml' : 'text/csv';
      await api(`/system/calendar/${year.trim()}`, { method: 'PUT', headers: { 'content-type': type }, body: file });
      say(`${year} 年的工作日历已保存。`);
      await client.invalidateQueries({ queryKey: ['system'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="calendar-upload" onSubmit={(event) => void send(event)}>
      <h2>上传一年的日历</h2>
      {failure ? <ProblemNotice error={failure} /> : null}
      <Field name="year" label="年份">
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            maxLength={4}
            value={year}
            onChange={({ target }) => setYear(target.value)}
          />
        )}
      </Field>
      <p>
        <label htmlFor={fileId}>日历文件（.csv 或 .yaml）</label>
        <br />
        <input
          id={fileId}
          type="file"
          accept=".csv,.yaml,.yml"
          onChange={({ target }) => setFile(target.files?.[0] ?? null)}
        />
      </p>
      <p>
        <Button type="primary" htmlType="submit" disabled={!file} loading={busy}>
          上传
        </Button>
      </p>
    </form>
  );
}

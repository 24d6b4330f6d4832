import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { type FormEvent, useEffect, useState } from 'react';
import { DayInput } from '../form/day-input.tsx';
import { Field } from '../form/field.tsx';
import { momentText, today } from '../pieces/dates.ts';

/** What is asked of history: the business day, and the moment of knowledge. Empty: today, and now. */
export interface Clocks {
  asOf: string;
  knownAt: string;
}

/** The clocks that an address asks for. */
export function clocksOf(query: URLSearchParams): Clocks {
  return { asOf: query.get('asOf') ?? '', knownAt: query.get('knownAt') ?? '' };
}

const minuteFormat = 'YYYY-MM-DD HH:mm';

/** Officers write China's time; the server wants a moment with its offset. */
function momentOf(written: string): string {
  return written ? `${written.replace(' ', 'T')}:00+08:00` : '';
}

function writtenOf(moment: string): string {
  return moment ? momentText(moment) : '';
}

/** The form of the two clocks: 在此日的情况 and 在此时已知的情况. */
export function ClocksForm(props: { clocks: Clocks; onAsk: (clocks: Clocks) => void }) {
  const { asOf, knownAt } = props.clocks;
  const [day, setDay] = useState(asOf);
  const [moment, setMoment] = useState(writtenOf(knownAt));
  // Going back in the history changes the form too.
  useEffect(() => setDay(asOf), [asOf]);
  useEffect(() => setMoment(writtenOf(knownAt)), [knownAt]);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    props.onAsk({ asOf: day, knownAt: momentOf(moment) });
  };
  return (
    <form className="clocks" onSubmit={ask} aria-label="历史情况">
      <Field name="as-of" label="在此日的情况">
        {(control) => <DayInput control={control} value={day} onChange={setDay} placeholder={`${today()}（今天）`} />}
      </Field>
      <Field name="known-at" label="在此时已知的情况">
        {(control) => (
          <DatePicker
            {...control}
            className="day-input"
            showTime={{ format: 'HH:mm' }}
            format={minuteFormat}
            placeholder="现在"
            value={moment ? dayjs(moment) : null}
            onChange={(chosen) => setMoment(chosen?.format(minuteFormat) ?? '')}
          />
        )}
      </Field>
      <div className="clocks-buttons">
        <Button htmlType="submit">查看</Button>
        {asOf || knownAt ? <Button onClick={() => props.onAsk({ asOf: '', knownAt: '' })}>回到现在</Button> : null}
      </div>
    </form>
  );
}

/** Says which day and which knowledge the page shows, when it is not the present. */
export function ClocksNotice(props: { clocks: Clocks }) {
  const { asOf, knownAt } = props.clocks;
  if (!asOf && !knownAt) return null;
  const day = asOf ? `${asOf} 当日` : '今天';
  return (
    <p className="notice warning" role="status">
      您看到的是历史情况：{day}的情况，按{knownAt ? ` ${momentText(knownAt)} 时已知的` : '现在已知的'}内容。
    </p>
  );
}

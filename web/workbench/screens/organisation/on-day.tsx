import { addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { DayInput } from '../../../ui/form/day-input.tsx';
import { Field } from '../../../ui/form/field.tsx';
import { today } from '../../../ui/pieces/dates.ts';

/** The day that the address asks about; empty: today. */
export function useOnDay(): string {
  return useAddress().query.get('on') ?? '';
}

/** Chooses the day; it stands in the address. */
export function OnDay() {
  const { path, query } = useAddress();
  const go = useGo();
  const on = query.get('on') ?? '';
  const choose = (day: string) => {
    const next = new URLSearchParams(query);
    if (day) next.set('on', day);
    else next.delete('on');
    go(addressOf(path, next));
  };
  return (
    <div className="on-day">
      <Field name="on-day" label="在此日的情况">
        {(control) => <DayInput control={control} value={on} onChange={choose} placeholder={`${today()}（今天）`} />}
      </Field>
      <p className={on ? 'notice warning' : 'muted'} role="status">
        {on ? `您看到的是 ${on} 当日的情况。` : '显示今天的情况。'}
      </p>
    </div>
  );
}

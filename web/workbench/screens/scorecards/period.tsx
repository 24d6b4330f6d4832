import { Input } from 'antd';
import { addressOf, useAddress, useGo } from '../../../ui/address.tsx';
import { Field } from '../../../ui/form/field.tsx';
import { monthAgo } from './scorecard-queries.ts';

const isMonth = (text: string | null): text is string => text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** The months in the address, `back` months up to now when it names none, and how to write others there. */
export function usePeriod(back: number) {
  const { path, query } = useAddress();
  const go = useGo();
  const [from, until] = [query.get('from'), query.get('until')];
  const set = (changes: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    go(addressOf(path, next), { replace: true });
  };
  return { from: isMonth(from) ? from : monthAgo(back), until: isMonth(until) ? until : monthAgo(0), query, set };
}

export function PeriodFields(props: { from: string; until: string; set: (changes: Record<string, string>) => void }) {
  return (
    <>
      {(['from', 'until'] as const).map((name) => (
        <Field key={name} name={`score-${name}`} label={name === 'from' ? '月份自' : '月份至'}>
          {(control) => (
            <Input
              {...control}
              type="month"
              value={props[name]}
              onChange={(event) => props.set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </>
  );
}

import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import type { ControlProps } from './field.tsx';

dayjs.locale('zh-cn');

const written = 'YYYY-MM-DD';

/** A day as text, `2026-11-24`; empty when none. Typed or picked; 20261124 and 2026/11/24 are read too. */
export function DayInput(props: {
  control: Partial<ControlProps> & { 'aria-label'?: string };
  value: string;
  onChange: (day: string) => void;
  placeholder?: string;
  onBlur?: () => void;
}) {
  const day = props.value ? dayjs(props.value) : null;
  const { control } = props;
  return (
    <DatePicker
      id={control.id ?? ''}
      aria-label={control['aria-label']}
      aria-describedby={control['aria-describedby']}
      aria-invalid={control['aria-invalid']}
      aria-required={control['aria-required']}
      className="day-input"
      format={[written, 'YYYYMMDD', 'YYYY/M/D', 'YYYY-M-D', 'YYYY.M.D', 'YYYY年M月D日']}
      placeholder={props.placeholder ?? '年-月-日'}
      value={day?.isValid() ? day : null}
      onChange={(chosen) => props.onChange(chosen?.format(written) ?? '')}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    />
  );
}

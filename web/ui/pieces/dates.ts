/** Officers of one city share one clock, wherever the computer thinks it is. */
const zone = 'Asia/Shanghai';

const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function partsOf(moment: Date): Record<string, string> {
  return Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** `2026-11-24 09:05` for an ISO moment; with `seconds` to the second. What cannot be read is shown as it stands. */
export function momentText(iso: string, seconds = false): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const { year, month, day, hour, minute, second } = partsOf(moment);
  return `${year}-${month}-${day} ${hour}:${minute}${seconds ? `:${second}` : ''}`;
}

/** Today in China, YYYY-MM-DD. */
export function today(): string {
  const { year, month, day } = partsOf(new Date());
  return `${year}-${month}-${day}`;
}

/** `09:05` for a moment of today, the day otherwise. */
export function shortMoment(iso: string): string {
  const text = momentText(iso);
  return text.startsWith(today()) ? text.slice(11) : text.slice(0, 10);
}

/** A span of seconds in words: `3 分 20 秒`. */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  return minutes > 0 ? `${minutes} 分 ${whole % 60} 秒` : `${whole} 秒`;
}

/** A number with thousands apart: `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

import type { OptionTone } from '@xinheng/contracts/listing.ts';

const symbols: Record<OptionTone, string> = { good: '✓', neutral: '●', warning: '!', bad: '✕' };

/** Symbol and word; the colour only repeats them (WCAG 1.4.1). */
export function Badge(props: { tone: OptionTone; children: string }) {
  return (
    <span className={`badge ${props.tone}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbols[props.tone]}
      </span>
      {props.children}
    </span>
  );
}

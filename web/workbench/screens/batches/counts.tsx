import type { RowCounts, RowOutcome } from '@xinheng/contracts/exchange.ts';
import { countText } from '../../../ui/pieces/dates.ts';
import { outcomes, outcomeWords } from './words.ts';

/** How many rows of each kind; with `onChoose` each is a button that shows only these rows. */
export function Counts(props: {
  counts: RowCounts;
  tense: 'trial' | 'done';
  chosen?: RowOutcome | undefined;
  onChoose?: (outcome: RowOutcome | undefined) => void;
}) {
  const { counts, tense, chosen, onChoose } = props;
  const content = (number: number, title: string) => (
    <>
      <span className="batch-number">{countText(number)}</span>
      <span>{title}</span>
    </>
  );
  return (
    <ul className="batch-counts">
      <li className={onChoose && !chosen ? 'chosen' : undefined}>
        {onChoose ? (
          <button type="button" aria-pressed={!chosen} onClick={() => onChoose(undefined)}>
            {content(counts.read, '全部')}
          </button>
        ) : (
          content(counts.read, '读取')
        )}
      </li>
      {outcomes.map((outcome) => {
        const { tone, [tense]: title } = outcomeWords[outcome];
        const number = counts[outcome];
        return (
          <li key={outcome} className={`${number > 0 ? tone : 'none'}${chosen === outcome ? ' chosen' : ''}`}>
            {onChoose ? (
              <button
                type="button"
                aria-pressed={chosen === outcome}
                disabled={number === 0}
                onClick={() => onChoose(chosen === outcome ? undefined : outcome)}
              >
                {content(number, title)}
              </button>
            ) : (
              content(number, title)
            )}
          </li>
        );
      })}
    </ul>
  );
}

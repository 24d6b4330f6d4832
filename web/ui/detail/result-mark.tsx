import type { JudgedResult } from '@xinheng/contracts/judgement.ts';
import './judgement.css';

/** Outlines by the name that the city gives them, on a field of 24 × 24. */
const outlines: Record<string, string> = {
  圆形: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z',
  三角形: 'M12 2.5L23 21.5H1z',
  菱形: 'M12 1L23 12L12 23L1 12z',
  八边形: 'M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z',
};

/** Shape, colour and word of a result; either of them says it alone. */
export function ResultMark({ result, big = false }: { result: JudgedResult; big?: boolean }) {
  return (
    <span className={`result ${result.code}${big ? ' big' : ''}`}>
      {result.shape === null ? null : (
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d={outlines[result.shape] ?? 'M3 3h18v18H3z'} />
        </svg>
      )}
      <strong>{result.name}</strong>
    </span>
  );
}

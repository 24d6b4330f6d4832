/** A line on standard error that tells how far an import is: share, rows, rate, time left. */
export class ProgressBar {
  readonly #label: string;
  readonly #started = performance.now();
  #shownAt = 0;
  #shown = false;

  constructor(label: string) {
    this.#label = label;
  }

  /** Redraws at most five times a second; on something that is not a terminal, one line every ten seconds. */
  show(bytes: number, totalBytes: number, rows: number): void {
    const now = performance.now();
    const terminal = process.stderr.isTTY === true;
    if (now - this.#shownAt < (terminal ? 200 : 10_000) && this.#shownAt > 0) return;
    this.#shownAt = now;
    const line = this.#line(bytes, totalBytes, rows, (now - this.#started) / 1000);
    if (terminal) process.stderr.write(`\r\u001b[K${line}`);
    else if (now - this.#started > 5000) process.stderr.write(`${line}\n`);
    this.#shown = terminal;
  }

  #line(bytes: number, totalBytes: number, rows: number, seconds: number): string {
    const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 1;
    const filled = Math.round(share * 24);
    const rate = seconds > 0 ? Math.round(rows / seconds) : 0;
    const left = share > 0 && share < 1 ? Math.ceil((seconds * (1 - share)) / share) : 0;
    const number = (n: number) => n.toLocaleString('zh-CN');
    return `${this.#label} [${'█'.repeat(filled)}${'░'.repeat(24 - filled)}] ${Math.floor(share * 100)}% ${number(rows)} 行 ${number(rate)} 行/秒 剩余约 ${left} 秒`;
  }

  /** Says what goes on after the reading. */
  note(text: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${this.#label} ${text}`);
      this.#shown = true;
    }
  }

  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
  }
}

import { readStartConfig } from '../platform/config/index.ts';
import { explain } from './explain.ts';
import { type Running, start } from './start.ts';

/** Milliseconds after which a second signal means impatience. */
export const repeatedSignal = 1_000;

const say = (line: string) => console.log(line);

/**
 * Runs the web server as this process, until a signal: SIGINT and SIGTERM stop it cleanly (exit 0), a second one at once
 * (the database is then left running, and the next start takes it over). Ends the process itself.
 */
export async function startProcess(args: readonly string[]): Promise<void> {
  let askedAt: number | undefined;
  let running: Running | undefined;
  const starting = new AbortController();

  const finish = async (code: number) => {
    try {
      await running?.stop();
    } catch (error) {
      console.error(explain(error));
      process.exit(1);
    }
    process.exit(code);
  };
  const onSignal = () => {
    const now = performance.now();
    if (askedAt !== undefined) {
      // npm passes Ctrl-C on to us although the terminal has sent it already: that is one wish, not two.
      if (now - askedAt > repeatedSignal) process.exit(130);
      return;
    }
    askedAt = now;
    say('\n正在停止……（再按一次立即退出）');
    if (running) void finish(0);
    else starting.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('uncaughtException', (error) => {
    console.error(explain(error));
    void finish(1);
  });

  try {
    const config = readStartConfig(args);
    // Commands share this file; they need neither the portal nor the web server.
    const { composition } = await import('./compose.ts');
    running = await start(config, composition, say, starting.signal);
  } catch (error) {
    // What fails after we were asked to stop failed because of it.
    if (askedAt !== undefined) process.exit(0);
    console.error(explain(error));
    process.exit(1);
  }
  if (askedAt !== undefined) await finish(0);
}

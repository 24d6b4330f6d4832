import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A server in its own process. */
export type Served = {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  origin: string;
  /** Resident memory now and CPU time so far (MiB, seconds); NaN where /proc is absent. */
  usage(): { residentMiB: number; cpuSeconds: number };
  stop(): Promise<void>;
};

function usageOf(pid: number | undefined): { residentMiB: number; cpuSeconds: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    return { residentMiB: resident, cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100 };
  } catch {
    return { residentMiB: Number.NaN, cpuSeconds: Number.NaN };
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Whether the address answers 200 yet. */
async function answersAt(url: string): Promise<boolean> {
  return fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
}

/**
 * Starts `file` (from the repository's root) and waits until it has printed `http://…:PORT` and `readyPath` answers 200.
 * Fails with its output when it ends before that or takes longer than ten minutes.
 */
export async function serve(
  file: string,
  args: readonly string[],
  environment: Record<string, string>,
  readyPath: string,
): Promise<Served> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: repository,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-20_000);
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  const until = performance.now() + 600_000;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`${file} ended before it was ready:\n${output}`);
    const origin = /http:\/\/[\w.]+:\d+/.exec(output)?.[0];
    if (origin !== undefined && (await answersAt(`${origin}${readyPath}`))) {
      return { origin, usage: () => usageOf(child.pid), stop: () => stopChild(child) };
    }
    await sleep(100);
  }
  await stopChild(child);
  throw new Error(`${file} was not ready within ten minutes:\n${output}`);
}

export type Ended = {
  /** Standard output. */
  output: string;
  seconds: number;
  /** Largest resident memory of the process, MiB; NaN where /proc is absent. */
  peakMiB: number;
};

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Runs `file` to its end; what it printed is shown only when it fails. */
export async function runToEnd(
  file: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ended> {
  const began = performance.now();
  const child = spawn(process.execPath, [file, ...args], {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  const remarks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => remarks.push(chunk));
  let peakMiB = Number.NaN;
  const watch = setInterval(() => {
    const now = peakOf(child.pid);
    if (!Number.isNaN(now)) peakMiB = now;
  }, 200);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  const output = Buffer.concat(chunks).toString('utf8');
  if (code !== 0) {
    const all = output + Buffer.concat(remarks).toString('utf8');
    throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${all.slice(-5000)}`);
  }
  return { output, seconds, peakMiB };
}

#!/usr/bin/env node
// Runs the command line under the Node that the program brings along (npm package `node`), whatever Node called this.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const brought = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const program = fileURLToPath(new URL('../server/src/cli/main.ts', import.meta.url));
const enough = Number.parseInt(process.versions.node, 10) >= 26;
if (!enough && !existsSync(brought)) {
  console.error('没有找到自带的 Node 26，请先在程序目录执行 npm ci。');
  process.exit(1);
}
const child = spawn(existsSync(brought) ? brought : process.execPath, [program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

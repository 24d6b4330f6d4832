import { startProcess } from './app/start-process.ts';

await startProcess(process.argv.slice(2));

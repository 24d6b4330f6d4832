/** The real server without answers kept in memory: every look-up asks the store. */
import { coldComposition } from '../../server/src/app/compose.ts';
import { start } from '../../server/src/app/start.ts';
import { readStartConfig } from '../../server/src/platform/config/index.ts';

const config = readStartConfig(process.argv.slice(2));
const say = (line: string) => console.log(line);
const running = await start(config, coldComposition(), say, new AbortController().signal);
process.on('SIGTERM', () => void running.stop().finally(() => process.exit(0)));

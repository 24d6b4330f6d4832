/** A process that does one thing to a batch, so that a test can kill it in the middle: arguments as one JSON text. */
import { commitTrial, tryFile, undoBatch } from '../../src/modules/exchange/index.ts';
import { loadCity } from '../../src/platform/city/index.ts';
import { openDb } from '../../src/platform/db/index.ts';

interface Order {
  url: string;
  act: 'try' | 'commit' | 'undo';
  uploads: string;
  upload: string;
  batchId: number;
}

const { url, act, uploads, upload, batchId } = JSON.parse(process.argv[2] as string) as Order;
const city = loadCity('jinan');
const db = openDb(url);
const doer = { actor: 'account:1', name: '王芳' };
process.stdout.write('ready\n');
if (act === 'try') {
  await tryFile(db, {
    ...{ city, item: 'enterprise-registration', path: `${uploads}/${upload}`, name: 'kill.csv', channel: 'workbench' },
    ...{ actor: doer.actor, doer, upload, batchId, chunkBytes: 20_000 },
  });
} else if (act === 'commit') await commitTrial(db, { city, batchId, doer, uploads, rows: 'all-good' });
else await undoBatch(db, { city, batchId, doer, reason: '报错了文件' });
await db.close();

/**
 * Both sides of the search question as bare Fastify routes in one process each: `index` (our search service) or
 * `postgres` (one statement a request, unnamed, so that every execution gets its own plan).
 */
import Fastify from 'fastify';
import { createSubjectSearch } from '../../server/src/modules/registry/index.ts';
import { openDb } from '../../server/src/platform/db/index.ts';
import { anyByPairs, anyByTrigrams, pairsOf, rankedByPairs } from './ranked-sql.ts';

const side = process.argv[2];
const db = openDb(process.env.BENCH_DATABASE ?? '', { max: 10 });
const app = Fastify();
type Asked = { Querystring: { q: string } };

if (side === 'index') {
  const search = createSubjectSearch(db);
  app.get<Asked>('/search', ({ query }) => search.search({ text: query.q, limit: 20 }));
  app.get('/stats', () => search.stats());
  await search.start();
} else {
  const statements = { ranked: rankedByPairs, any: anyByPairs, trigrams: anyByTrigrams };
  for (const [name, statement] of Object.entries(statements)) {
    app.get<Asked>(`/${name}`, async ({ query }) => {
      const { rows } = await db.pool.query(statement, [query.q, pairsOf(query.q)]);
      return { hits: rows };
    });
  }
}
app.get('/ready', () => 'ready');
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
process.on('SIGTERM', () => process.exit(0));

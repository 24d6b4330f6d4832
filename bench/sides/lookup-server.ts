/**
 * The yardsticks of the look-up question: `fastify`, bare routes with one prepared statement and no more (`/subjects/`
 * the card alone, `/whole/` the card with its public records), and `postgraphile`, PostGraphile 4 over the schema `registry`, its caches on, everything that is for developers off.
 */
import { createServer } from 'node:http';
import Fastify from 'fastify';
import { postgraphile } from 'postgraphile';
import { openDb } from '../../server/src/platform/db/index.ts';

const side = process.argv[2];
const db = openDb(process.env.BENCH_DATABASE ?? '', { max: 10 });
process.on('SIGTERM', () => process.exit(0));

if (side === 'fastify') {
  const app = Fastify();
  app.get<{ Params: { code: string } }>('/subjects/:code', async ({ params }, reply) => {
    const { rows } = await db.pool.query({
      name: 'subject',
      text: `select subject_code as "subjectCode", name, kind, status, region, industry, entity_type as "entityType",
                    established_on as "establishedOn", legal_representative as "legalRepresentative",
                    capital_amount as "capitalAmount", capital_currency as "capitalCurrency", address
               from registry.subject where subject_code = $1`,
      values: [params.code],
    });
    return rows[0] === undefined ? reply.code(404).send({}) : { subject: rows[0] };
  });
  // The same question as ours: the card with all its public records, as PostgreSQL makes them into JSON.
  app.get<{ Params: { code: string } }>('/whole/:code', async ({ params }, reply) => {
    const { rows } = await db.pool.query({
      name: 'whole',
      text: `select subject_code as "subjectCode", name, kind, status, region, industry, entity_type as "entityType",
                    established_on as "establishedOn", legal_representative as "legalRepresentative",
                    capital_amount as "capitalAmount", capital_currency as "capitalCurrency", address,
                    (select coalesce(json_agg(r order by r.occurred_on desc nulls last, r.record_key), '[]')
                       from records.record r
                      where r.subject_code = s.subject_code and r.disclosure = 'public' and r.state = 'valid'
                        and r.recorded_until = 'infinity' and r.shown_from <= current_date
                        and r.shown_until >= current_date
                        and (r.occurred_on is null or r.occurred_on <= current_date)) as records
               from registry.subject s where subject_code = $1`,
      values: [params.code],
    });
    if (rows[0] === undefined) return reply.code(404).send({});
    const { records, ...subject } = rows[0];
    return { subject, records };
  });
  app.get('/ready', () => 'ready');
  console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
} else {
  const graph = postgraphile(db.pool, 'registry', {
    disableDefaultMutations: true,
    disableQueryLog: true,
    graphiql: false,
    dynamicJson: true,
  });
  const server = createServer((request, response) => {
    if (request.url === '/ready') response.end('ready');
    else graph(request, response);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
  });
}

/**
 * Every number and name that a route takes, swapped for the other office's: the answer is the one for a thing that does
 * not exist, to the letter. A new route with a parameter fails here until somebody says whose the things behind it are.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/platform/access/index.ts';
import type { Route } from '../../src/platform/http/index.ts';
import { guarded, nameOf, openProgram, type Program } from './program.ts';
import { type Holdings, officerWithAll, offices, settle } from './two-offices.ts';

interface Swap {
  /** Own or foreign values of the parameters. */
  params: (held: Holdings) => Record<string, string>;
  /** Values of a thing that nobody has. */
  absent: Record<string, string>;
  body?: (held: Holdings) => object;
  query?: string;
}

const ofBatch: Swap = { params: ({ batch }) => ({ batch }), absent: { batch: '999999' } };
const ofTrial: Swap = { params: ({ trial }) => ({ batch: trial }), absent: { batch: '999999' } };
const ofAccount: Swap = { params: ({ login }) => ({ accountId: login }), absent: { accountId: '999999' } };
const ofSession: Swap = {
  params: ({ login, session }) => ({ accountId: login, sessionId: session }),
  absent: { accountId: '999999', sessionId: 'session-none' },
};
const ofRecord: Swap = {
  params: ({ subject, record }) => ({ code: subject, recordKey: record }),
  absent: { code: '91370102MA3ABSENT0', recordKey: '00000000-0000-4000-8000-000000000000' },
};
const ofPending: Swap = { params: ({ pending }) => ({ key: pending }), absent: { key: '999999-9' } };
const ofDraft: Swap = {
  params: ({ draft }) => ({ draftId: draft }),
  absent: { draftId: '00000000-0000-4000-8000-000000000000' },
};
const ofNotice: Swap = { params: ({ notice }) => ({ noticeId: notice }), absent: { noticeId: '999999' } };
const ofExport: Swap = {
  params: ({ exported }) => ({ exportId: exported }),
  absent: { exportId: '00000000-0000-4000-8000-000000000000' },
};
const ofToken: Swap = { params: ({ token }) => ({ tokenId: token }), absent: { tokenId: 'none00000000' } };
const ofSubject: Swap = { params: ({ subject }) => ({ code: subject }), absent: { code: '91370102MA3ABSENT0' } };

const ofPerson: Swap = { params: ({ person }) => ({ personId: person }), absent: { personId: '999999' } };
const ofPost: Swap = { params: ({ post }) => ({ postId: post }), absent: { postId: '999999' } };
const ofUnit: Swap = { params: ({ unit }) => ({ code: unit }), absent: { code: 'station-none' } };
const ofDuty: Swap = { params: ({ duty }) => ({ dutyId: duty }), absent: { dutyId: '999999' } };
const ofChallenge: Swap = {
  params: ({ challenge }) => ({ challengeId: challenge }),
  absent: { challengeId: '999999' },
};
const ofReport: Swap = {
  params: ({ report }) => ({ reportId: report }),
  absent: { reportId: '00000000-0000-4000-8000-000000000000' },
};
const ofDifference: Swap = {
  params: ({ difference }) => ({ differenceId: difference }),
  absent: { differenceId: '00000000-0000-4000-8000-000000000000' },
};
const ofCorrection: Swap = {
  params: ({ correction }) => ({ correctionId: correction }),
  absent: { correctionId: '999999' },
};
const change = { version: 1, reason: '换号试探' };
const until = '2099-01-01';

const swaps: Readonly<Record<string, Swap>> = {
  'GET /api/v1/batches/:batch': ofBatch,
  'GET /api/v1/batches/:batch/receipts': ofBatch,
  'GET /api/v1/batches/:batch/receipts.csv': ofBatch,
  'GET /api/v1/batches/:batch/rows': ofBatch,
  'GET /api/v1/batches/:batch/faulty-rows.csv': ofBatch,
  'GET /api/v1/batches/:batch/faulty-rows.xlsx': ofBatch,
  'GET /api/v1/batches/:batch/progress': ofBatch,
  'POST /api/v1/batches/:batch/commit': { ...ofTrial, body: () => ({ rows: 'all-good' }) },
  'POST /api/v1/batches/:batch/discard': ofTrial,
  'GET /api/v1/officer/subjects/:code': ofSubject,
  'GET /api/v1/officer/subjects/:code/records': ofSubject,
  'GET /api/v1/officer/subjects/:code/records/:recordKey': ofRecord,
  'GET /api/v1/officer/subjects/:code/judgement': ofSubject,
  // First, since most of the others end every session.
  'DELETE /api/v1/accounts/:accountId/sessions/:sessionId': ofSession,
  'GET /api/v1/accounts/:accountId': ofAccount,
  'POST /api/v1/accounts/:accountId/disable': { ...ofAccount, body: () => ({ reason: '离岗' }) },
  'POST /api/v1/accounts/:accountId/enable': { ...ofAccount, body: () => ({}) },
  'POST /api/v1/accounts/:accountId/unlock': ofAccount,
  'POST /api/v1/accounts/:accountId/password': ofAccount,
  'POST /api/v1/accounts/:accountId/second-factor/reset': ofAccount,
  'PUT /api/v1/accounts/:accountId/identity': {
    ...ofAccount,
    body: ({ login }) => ({ identity: `identity-${login}` }),
  },
  'GET /api/v1/accounts/:accountId/sessions': ofAccount,
  'DELETE /api/v1/accounts/:accountId/sessions': ofAccount,
  'POST /api/v1/officer/subjects/:code/records/:recordKey/amendments': {
    ...ofRecord,
    body: () => ({ version: 1, changes: { facts: '改' }, reason: '笔误' }),
  },
  'POST /api/v1/officer/subjects/:code/records/:recordKey/withdrawal': {
    ...ofRecord,
    body: () => ({ version: 1, reason: '错报' }),
  },
  'GET /api/v1/officer/pending/:key': ofPending,
  'POST /api/v1/officer/pending/:key/decisions': {
    ...ofPending,
    body: () => ({ decision: 'dismiss', version: 1, reason: '不采用' }),
  },
  'GET /api/v1/officer/drafts/:draftId': ofDraft,
  'PUT /api/v1/officer/drafts/:draftId': { ...ofDraft, body: () => ({ row: {}, version: 1 }) },
  'DELETE /api/v1/officer/drafts/:draftId': { ...ofDraft, query: '?version=1' },
  'GET /api/v1/tokens/:tokenId': ofToken,
  'POST /api/v1/tokens/:tokenId/rotate': { ...ofToken, body: () => ({}) },
  'POST /api/v1/tokens/:tokenId/revoke': { ...ofToken, body: () => ({ reason: '停用' }) },
  'GET /api/v1/organisation/units/:code': ofUnit,
  'GET /api/v1/organisation/units/:code/history': ofUnit,
  'POST /api/v1/organisation/units/:code/change': { ...ofUnit, body: () => ({ ...change, remit: '辖区监管' }) },
  'POST /api/v1/organisation/units/:code/close': { ...ofUnit, body: () => ({ ...change, until }) },
  'GET /api/v1/organisation/people/:personId': ofPerson,
  'GET /api/v1/organisation/people/:personId/history': ofPerson,
  'POST /api/v1/organisation/people/:personId/change': { ...ofPerson, body: () => ({ ...change, phone: '12345678' }) },
  'POST /api/v1/organisation/people/:personId/leave': { ...ofPerson, body: () => ({ ...change, until }) },
  'GET /api/v1/organisation/posts/:postId': ofPost,
  'GET /api/v1/organisation/posts/:postId/history': ofPost,
  'POST /api/v1/organisation/posts/:postId/move': { ...ofPost, body: () => ({ ...change, title: '副科长' }) },
  'POST /api/v1/organisation/posts/:postId/roles': { ...ofPost, body: () => ({ ...change, roles: ['auditor'] }) },
  'POST /api/v1/organisation/posts/:postId/end': { ...ofPost, body: () => ({ ...change, until }) },
  'GET /api/v1/organisation/duties/:dutyId': ofDuty,
  'GET /api/v1/organisation/duties/:dutyId/history': ofDuty,
  'POST /api/v1/organisation/duties/:dutyId/end': { ...ofDuty, body: () => ({ ...change, until }) },
  'GET /api/v1/officer/challenges/:challengeId': ofChallenge,
  'POST /api/v1/officer/challenges/:challengeId/decision': {
    ...ofChallenge,
    body: () => ({ decision: 'upheld', answer: '已更正' }),
  },
  'GET /api/v1/officer/differences/:differenceId': ofDifference,
  'POST /api/v1/officer/differences/:differenceId/decision': {
    ...ofDifference,
    body: () => ({ revision: 1, decision: 'not-an-error', reason: '换号试探' }),
  },
  'POST /api/v1/officer/differences/:differenceId/write-back': { ...ofDifference, body: () => ({ revision: 2 }) },
  'GET /api/v1/officer/corrections/:correctionId': ofCorrection,
  'POST /api/v1/officer/corrections/:correctionId/on': { ...ofCorrection, body: () => ({}) },
  'POST /api/v1/officer/corrections/:correctionId/off': { ...ofCorrection, body: () => ({ reason: '换号试探' }) },
  'GET /api/v1/officer/score-reports/:reportId': ofReport,
  'GET /api/v1/officer/score-reports/:reportId/pdf': ofReport,
  'GET /api/v1/exports/:exportId': ofExport,
  'GET /api/v1/exports/:exportId/file': ofExport,
  'POST /api/v1/notices/:noticeId/read': ofNotice,
  'POST /api/v1/notices/:noticeId/withdraw': ofNotice,
  // Last, since there is nothing left of the batch after it.
  'POST /api/v1/batches/:batch/undo': { ...ofBatch, body: () => ({ reason: '错报' }) },
  'GET /api/v1/batches/:batch/undo': ofBatch,
  'DELETE /api/v1/views/:viewId': { params: ({ view }) => ({ viewId: view }), absent: { viewId: '999999' } },
};

/** Routes whose parameter names something of the whole city, with the reason. This list may only become shorter. */
const nobodysOwn: Readonly<Record<string, string>> = {
  'GET /api/v1/lists/:list': 'lists are declared; whose rows they show is the property test of app/lists.int.test.ts',
  'GET /api/v1/lists/:list/count': 'as the list',
  'POST /api/v1/lists/:list/actions/:action': 'as the list; each row is judged for itself',
  'POST /api/v1/lists/:list/exports': 'makes an export of what the officer himself sees',
  'GET /api/v1/lists/:list/views': 'views of the officer himself and shared ones of his department',
  'POST /api/v1/lists/:list/views': 'makes a view of the officer himself',
  'GET /api/v1/officer/items/:item': 'the catalogue is the same for everybody',
  'GET /api/v1/officer/items/:item/template.xlsx': 'as the catalogue',
  'GET /api/v1/officer/items/:item/template.csv': 'as the catalogue',
  'GET /api/v1/officer/items/:item/sample.csv': 'as the catalogue',
  'GET /api/v1/system/calendar/:year': 'one calendar for everybody',
  'PUT /api/v1/system/calendar/:year': 'one calendar for everybody',
  'GET /api/v1/audit/entries/:entry/proof': 'one log for the whole city; only reach 全市 is ever granted for it',
  'GET /api/v1/audit/verifications/:verification': 'as the log',
  'GET /api/v1/officer/code-lists/:list': 'as the catalogue',
  'POST /api/v1/officer/items/:item/check': 'as the catalogue; for whom is in the body, and 403 for others',
  'POST /api/v1/officer/items/:item/records': 'as the catalogue; for whom is in the body, and 403 for others',
  'GET /api/v1/officer/judgements/:scheme': 'counts of the whole city; no subject is in them',
  'GET /api/v1/officer/rating-editions/:id': 'one set of rules for the whole city',
  'PUT /api/v1/officer/rating-editions/:id': 'as the rules; only reach 全市 is ever granted for it',
  'POST /api/v1/officer/rating-editions/:id/backtest': 'as the rules',
  'POST /api/v1/officer/rating-editions/:id/drop': 'as the rules',
  'POST /api/v1/officer/rating-editions/:id/submission': 'as the rules',
  'POST /api/v1/officer/rating-editions/:id/decision': 'as the rules',
  'GET /api/v1/representatives/:name/subjects': 'a name; the subjects it leads to are filtered by reach',
};

const city = (): Program['city'] => program.city;
const viewers = new Map<string, Viewer>();
let program: Program;
let here: Holdings;
let there: Holdings;

beforeAll(async () => {
  program = await openProgram(viewers);
  for (const department of Object.values(offices)) viewers.set(department, officerWithAll(city(), department));
  here = await settle(program, offices.here);
  there = await settle(program, offices.there);
});
afterAll(() => program.close());

const withParameters = () => guarded(program.routes).filter(({ path }) => /:\w/.test(path));
const routeOf = (name: string): Route => {
  const route = program.routes.find((candidate) => nameOf(candidate) === name);
  if (route === undefined) throw new Error(`no route ${name}`);
  return route;
};

async function ask(name: string, params: Record<string, string>, body: object | undefined) {
  const { method, path } = routeOf(name);
  const reply = await program.http.inject({
    method,
    url:
      path.replaceAll(/:(\w+)/g, (_all, parameter: string) => encodeURIComponent(params[parameter] ?? '')) +
      (swaps[name]?.query ?? ''),
    headers: { authorization: `Bearer ${offices.here}`, 'x-purpose': 'case-handling' },
    ...(body !== undefined && { payload: body }),
  });
  return { status: reply.statusCode, text: reply.body };
}

/** What a reader could tell two refusals apart by: everything but the number of the request and the address asked for. */
const told = (text: string, params: Record<string, string>) => {
  const { requestId: _id, instance: _place, ...rest } = JSON.parse(text);
  return Object.values(params).reduce((all, value) => all.replaceAll(value, '·'), JSON.stringify(rest));
};

it('every route with a parameter is swapped below, or is nobody’s own', () => {
  const names = withParameters().map(nameOf);
  expect(names.filter((name) => !(name in swaps) && !(name in nobodysOwn))).toEqual([]);
  expect([...Object.keys(swaps), ...Object.keys(nobodysOwn)].filter((name) => !names.includes(name))).toEqual([]);
});

describe.each(Object.keys(swaps))('%s', (name) => {
  const { params, absent, body } = swaps[name] as Swap;
  it('answers for the other office’s as for what does not exist, and gives the own', async () => {
    const foreign = params(there);
    const reply = await ask(name, foreign, body?.(there));
    const missing = await ask(name, absent, body?.(there));
    expect([reply.status, reply.text.slice(0, 200)]).toEqual([404, expect.any(String)]);
    expect(missing.status).toBe(404);
    expect(told(reply.text, foreign)).toBe(told(missing.text, absent));
    const own = await ask(name, params(here), body?.(here));
    expect([own.status < 300 || own.status === 409, own.text.slice(0, 200)]).toEqual([true, expect.any(String)]);
  });
});

describe('what the other office has', () => {
  it('is in no list, at no count', async () => {
    const lists = (
      await program.http.inject({ url: '/api/v1/lists', headers: { authorization: `Bearer ${offices.here}` } })
    ).json();
    const names: string[] = (lists.lists ?? lists).map(({ name }: { name: string }) => name);
    expect(names.length).toBeGreaterThan(3);
    const leaks: string[] = [];
    for (const list of names) {
      const reply = await program.http.inject({
        url: `/api/v1/lists/${list}`,
        headers: { authorization: `Bearer ${offices.here}`, 'x-purpose': 'case-handling' },
      });
      for (const value of [there.subject, there.record, there.department])
        if (reply.body.includes(value)) leaks.push(`${list}: ${value}`);
    }
    expect(leaks).toEqual([]);
  });

  it('is still there, untouched by all that was tried', async () => {
    const { rows } = await program.database.db.pool.query('select state from exchange.batch where batch_id = $1', [
      there.trial,
    ]);
    expect(rows[0]).toEqual({ state: 'trial' });
    const views = await program.database.db.pool.query('select 1 from workbench.saved_view where view_id = $1', [
      there.view,
    ]);
    expect(views.rows).toHaveLength(1);
  });
});

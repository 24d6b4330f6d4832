import type { DecisionEntry, DecisionResult } from '@xinheng/contracts/pending.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryRoutes } from '../entry/routes.ts';
import { city, codeOf, nameOf, openOffice, penalty, registration, type TestOffice } from '../entry/test-office.ts';
import { reviewRoutes } from './routes.ts';
import { department, item, nameOnly, queueOf } from './test-queue.ts';

let office: TestOffice;
const { waiting, open, decide, rowOf } = queueOf(() => office);
beforeAll(async () => {
  office = await openOffice(({ db }) => [...entryRoutes({ db, city }), ...reviewRoutes({ db, city })]);
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    [1, 2, 3, 4, 5].map((n) => registration(n)),
  );
});
afterAll(() => office.close());

const standing = async (key: string) => {
  const { rows } = await office.database.db.pool.query(
    `select subject_code, state, version, matched_by from records.record
     where batch_id = $1 and recorded_until = 'infinity' and state = 'valid'`,
    [key.split('-')[0]],
  );
  return rows;
};

describe('a waiting row', () => {
  it('is shown with what was sent, who it may be, why, and how the two differ', async () => {
    const key = await waiting(nameOnly(1, { legalRepresentative: '测1' }));
    const file = await open(key);
    expect(file).toMatchObject({
      key,
      item,
      reason: 'name-only-negative',
      state: 'waiting',
      version: 1,
      decisions: [],
    });
    expect(file.claims).toMatchObject({ name: nameOf(1), code: null, legalRepresentative: '测1' });
    const [first] = file.candidates;
    expect(first).toMatchObject({ subjectCode: codeOf(1), name: nameOf(1) });
    expect(first?.reasons.map(({ kind }) => kind)).toEqual(['name', 'representative']);
    expect(first?.score).toBe(first?.reasons.reduce((sum, { weight }) => sum + weight, 0));
    expect(first?.comparison.map(({ label, agrees }) => [label, agrees])).toEqual([
      ['名称', true],
      ['统一社会信用代码', null],
      ['注册号', null],
      ['法定代表人（负责人、经营者）', true],
      ['住所（地址）', null],
    ]);
    expect(file.allowed).toEqual(['attach', 'dismiss', 'send-back', 'defer']);
    expect((await open(key, 'clerk')).allowed).toEqual([]);
    expect(
      await office.count(
        `platform.audit_entry where action = 'exchange.look-at-pending' and object = $1 and purpose = 'case-handling'`,
        [`pending:${key}`],
      ),
    ).toBe(2);
  });

  it('with a slip in its name or code finds its neighbours, best first', async () => {
    const slip = await open(await waiting(nameOnly(1, { name: '济南市试验第2号贸易有限责任公司' })));
    expect(slip.candidates[0]).toMatchObject({ subjectCode: codeOf(2), reasons: [{ kind: 'near-name' }] });
    const moved = await open(await waiting(nameOnly(3, { name: '面目全非公司', uscc: codeOf(3, '370103') })));
    expect(moved.candidates.map(({ subjectCode, reasons }) => [subjectCode, reasons[0]?.kind])).toEqual([
      [codeOf(3), 'organisation-code'],
    ]);
  });

  it('hides a natural person from whoever may not read persons unmasked', async () => {
    const person = {
      name: '欧阳试',
      category: '自然人',
      certificateType: '身份证',
      certificate: '370102190101010032',
      legalRepresentative: '司马试',
    };
    const key = await waiting(nameOnly(1, person));
    const text = JSON.stringify(await open(key));
    expect(text).toContain('欧**');
    expect(text).not.toMatch(/欧阳|370102190101010032/);
    // Attached and amended: the mask, sent back as it was shown, is no change of the name.
    const attached = await decide(key, 'reviewer', { decision: 'attach', version: 1, subjectCode: codeOf(1) });
    const recordKey = (attached.body as DecisionResult).record?.recordKey;
    const amended = await office.ask('POST', `subjects/${codeOf(1)}/records/${recordKey}/amendments`, 'clerk', {
      ...{ version: 1, changes: { legalRepresentative: '司**', facts: '另有所见' }, reason: '核对' },
    });
    expect(amended.status).toBe(201);
    const { rows } = await office.database.db.pool.query(
      `select payload->>'legalRepresentative' as person, payload->>'facts' as facts from records.record
       where record_key = $1 and version = 2`,
      [recordKey],
    );
    expect(rows).toEqual([{ person: '司马试', facts: '另有所见' }]);
  });
});

describe('decisions', () => {
  it('attach a row to a subject, keeping who, and are taken back while nothing rests on them', async () => {
    const key = await waiting(nameOnly(2));
    const done = await decide(key, 'reviewer', { decision: 'attach', version: 1, subjectCode: codeOf(2) });
    expect(done).toMatchObject({
      status: 200,
      body: {
        state: 'attached',
        version: 2,
        decided: { by: '孙丽', decision: 'attach' },
        record: { subjectCode: codeOf(2), version: 1 },
      },
    });
    expect(await standing(key)).toMatchObject([{ subject_code: codeOf(2), matched_by: 'officer' }]);
    const recordKey = (done.body as DecisionResult).record?.recordKey;
    expect(
      await office.count(`platform.audit_entry where action = 'exchange.decide' and object = $1`, [
        `record:${recordKey}`,
      ]),
    ).toBe(1);
    expect((await open(key)).allowed).toEqual(['undo']);
    expect((await decide(key, 'reviewer', { decision: 'undo', version: 2 })).status).toBe(400);
    const undone = await decide(key, 'second', { decision: 'undo', version: 2, reason: '认错了' });
    expect(undone).toMatchObject({ status: 200, body: { state: 'waiting', version: 3, record: { version: 2 } } });
    expect(await standing(key)).toEqual([]);
    expect(await rowOf(key)).toEqual({ state: 'waiting', version: 3, attached_to: null });
    expect((await open(key)).decisions.map(({ decision, by }) => [decision, by])).toEqual([
      ['undo', '周伟'],
      ['attach', '孙丽'],
    ]);
    // Attached once more, and then amended: something rests on it.
    await decide(key, 'reviewer', { decision: 'attach', version: 3, subjectCode: codeOf(2) });
    const place = `subjects/${codeOf(2)}/records/${recordKey}/amendments`;
    const amended = await office.ask('POST', place, 'clerk', {
      version: 3,
      changes: { facts: '另有所见' },
      reason: '核对',
    });
    expect(amended.status).toBe(201);
    expect((await open(key)).allowed).toEqual([]);
    expect(await decide(key, 'second', { decision: 'undo', version: 4, reason: '认错了' })).toMatchObject({
      status: 409,
      body: { code: 'conflict', detail: expect.stringContaining('后续版本') },
    });
  });

  it('of many officers at once: one wins, everybody else is told who and when', async () => {
    const key = await waiting(nameOnly(3));
    const asked = [
      ['reviewer', { decision: 'attach', version: 1, subjectCode: codeOf(3) }],
      ['second', { decision: 'dismiss', version: 1, reason: '不是本市的' }],
      ['credit', { decision: 'send-back', version: 1, reason: '请补代码' }],
      ['second', { decision: 'attach', version: 1, subjectCode: codeOf(4) }],
    ] as const;
    const replies = await Promise.all(asked.map(([who, body]) => decide(key, who, body)));
    const winners = replies.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const won = (winners as unknown as { body: DecisionResult }[]).map(({ body }) => body.decided)[0] as DecisionEntry;
    for (const { status, body } of replies.filter((reply) => reply !== winners[0])) {
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'already-decided', decided: won });
      expect((body as { detail: string }).detail).toContain(won.by);
    }
    expect(await office.count('exchange.decision where batch_id = $1', [key.split('-')[0]])).toBe(1);
    expect((await standing(key)).length).toBe(won.decision === 'attach' ? 1 : 0);
  });

  it('between two contents of one key keep the one or take the other', async () => {
    const pair = async (documentNumber: string) => {
      const rows = ['甲', '甲乙'].map((facts) =>
        penalty(4, { documentNumber, facts, note: facts === '甲' ? '' : '注' }),
      );
      const told = await office.hand(item, department, rows);
      expect(told).toMatchObject({ accepted: 1, quarantined: 1 });
      const { rows: found } = await office.database.db.pool.query(
        `select row_number from exchange.pending_row where batch_id = $1`,
        [told.batch],
      );
      return `${told.batch}-${found[0].row_number}`;
    };
    const facts = async (key: string) =>
      (
        await office.database.db.pool.query(
          `select payload->>'facts' as facts from records.record where batch_id = $1 and recorded_until = 'infinity'`,
          [key.split('-')[0]],
        )
      ).rows;
    const kept = await pair('济同1');
    const file = await open(kept);
    expect(file.rival?.fields.filter(({ differs }) => differs)).toMatchObject([
      { name: 'facts', present: '甲乙', waiting: '甲' },
      { name: 'note', present: '注', waiting: null },
    ]);
    expect(file.allowed).toContain('take-waiting');
    expect(
      await decide(kept, 'reviewer', { decision: 'keep-present', version: 1, reason: '以较全的为准' }),
    ).toMatchObject({
      status: 200,
      body: { state: 'dismissed' },
    });
    expect(await facts(kept)).toEqual([{ facts: '甲乙' }]);
    const taken = await pair('济同2');
    expect(
      await decide(taken, 'reviewer', { decision: 'take-waiting', version: 1, reason: '以后报的为准' }),
    ).toMatchObject({
      status: 200,
      body: { state: 'attached', record: { subjectCode: codeOf(4), version: 2 } },
    });
    expect(await facts(taken)).toEqual([{ facts: '甲' }]);
    await decide(taken, 'reviewer', { decision: 'undo', version: 2, reason: '看错了' });
    expect(await facts(taken)).toEqual([{ facts: '甲乙' }]);
  });

  it('need a reason, a subject that is there, and their permission’s reach', async () => {
    const key = await waiting(nameOnly(5));
    const attach = { decision: 'attach', version: 1, subjectCode: codeOf(5) };
    expect((await decide(key, 'reviewer', { decision: 'dismiss', version: 1 })).status).toBe(400);
    expect((await decide(key, 'reviewer', { decision: 'attach', version: 1 })).status).toBe(400);
    expect(await decide(key, 'reviewer', { ...attach, subjectCode: codeOf(77) })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('登记信息') },
    });
    expect((await decide(key, 'reviewer', { decision: 'keep-present', version: 1, reason: '没有这回事' })).status).toBe(
      409,
    );
    const answers: [string | undefined, number, number][] = [
      [undefined, 401, 401],
      ['clerk', 200, 403],
      ['neighbour', 404, 403],
      ['tax', 404, 404],
      ['system', 403, 403],
    ];
    for (const [who, look, act] of answers) {
      expect([who, (await office.ask('GET', `pending/${key}`, who)).status]).toEqual([who, look]);
      expect([who, (await decide(key, who as string, attach)).status]).toEqual([who, act]);
    }
    expect(await rowOf(key)).toEqual({ state: 'waiting', version: 1, attached_to: null });
    for (const none of ['999999-1', `${key.split('-')[0]}-99`])
      expect((await decide(none, 'reviewer', attach)).status).toBe(404);
  });

  it('made by the system when the subject arrives are told as such, and are final', async () => {
    const key = await waiting(penalty(9, { documentNumber: '济自动' }));
    await office.hand('enterprise-registration', 'market-regulation', [registration(9)]);
    const file = await open(key);
    expect(file).toMatchObject({ state: 'attached', version: 2, attachedTo: codeOf(9), allowed: [] });
    expect(file.decisions).toMatchObject([{ decision: 'attach', automatic: true, by: '系统', subjectCode: codeOf(9) }]);
    expect(await decide(key, 'reviewer', { decision: 'dismiss', version: 1, reason: '不采用' })).toMatchObject({
      status: 409,
      body: { code: 'already-decided', decided: { by: '系统' } },
    });
    expect(
      await office.count(
        'exchange.pending_row p join exchange.decision d using (decision_id) where p.version = d.row_version',
      ),
    ).toBe(await office.count('exchange.pending_row where version > 1'));
  });

  it('in any order leave one valid record exactly while the row is attached, and a decision a version', async () => {
    const moves = fc.array(fc.constantFrom('attach', 'dismiss', 'send-back', 'defer', 'undo'), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        const key = await waiting(nameOnly(5));
        let version = 1;
        let state = 'waiting';
        let undoable = false;
        for (const decision of sequence) {
          const body = {
            decision,
            version,
            reason: '照章办理',
            ...(decision === 'attach' && { subjectCode: codeOf(5) }),
          };
          const { status } = await decide(key, 'reviewer', body);
          const dropped = decision === 'dismiss' && state === 'returned';
          const fits = decision === 'undo' ? undoable : state === 'waiting' || dropped;
          expect([sequence, decision, status]).toEqual([sequence, decision, fits ? 200 : 409]);
          if (!fits) continue;
          version++;
          const after = {
            attach: 'attached',
            dismiss: 'dismissed',
            'send-back': 'returned',
            defer: 'waiting',
            undo: 'waiting',
          };
          state = after[decision];
          undoable = state !== 'waiting';
          expect(await rowOf(key)).toMatchObject({ state, version });
          expect(await standing(key)).toHaveLength(state === 'attached' ? 1 : 0);
        }
        expect(await office.count('exchange.decision where batch_id = $1', [key.split('-')[0]])).toBe(version - 1);
      }),
      { numRuns: 8 },
    );
    expect(
      await office.count(
        `records.holding h where item = 'administrative-penalty' and current_records <> (select count(*) from records.record r
          where r.item = h.item and r.department = h.department and recorded_until = 'infinity' and state <> 'withdrawn')`,
      ),
    ).toBe(0);
  });
});

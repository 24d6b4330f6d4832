/** The full file of a subject for officers. */
import type { DisclosureLevel } from '@xinheng/contracts/catalogue.ts';
import type { ItemGroup, SubjectCard, SubjectFile } from '@xinheng/contracts/subject-file.ts';
import { type TSchema, Type } from 'typebox';
import { type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Queryable, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import { findSubject, type Subject } from './subjects.ts';

interface Clocks {
  asOf?: string | undefined;
  knownAt?: string | undefined;
}

/** What the file needs of the records, which stand beside the registry. */
export interface SubjectFileReads {
  /** The card as the registrations make it on these clocks. */
  card(q: Queryable, viewer: Viewer, present: Subject, clocks: Clocks): Promise<Subject | null>;
  groups(
    q: Queryable,
    viewer: Viewer,
    of: { subjectCode: string; region: string | null } & Clocks,
  ): Promise<ItemGroup[]>;
  sight(viewer: Viewer, region: string | null): { level: DisclosureLevel; unmasked: boolean };
  /** Schema of one line of records. */
  line: TSchema;
}

const schemeNames: Record<string, string> = {
  'registration-number': '注册号',
  'organisation-code': '组织机构代码',
  'tax-number': '税务登记号',
  'former-name': '曾用名',
  'former-code': '曾用代码',
};

const Text = Type.String();
const Maybe = Type.Union([Text, Type.Null()]);
const named = Type.Object({ code: Text, name: Text });

const cardSchema = Type.Object({
  subjectCode: Text,
  kind: Text,
  name: Text,
  status: Text,
  region: Type.Union([named, Type.Null()]),
  industry: Maybe,
  entityType: Maybe,
  establishedOn: Maybe,
  legalRepresentative: Maybe,
  capital: Type.Union([Type.Object({ amount: Text, currency: Text }), Type.Null()]),
  address: Maybe,
  updatedAt: Text,
});

const fileSchema = (line: TSchema) =>
  Type.Object({
    card: Type.Union([cardSchema, Type.Null()]),
    name: Text,
    subjectCode: Text,
    identifiers: Type.Array(Type.Object({ scheme: Text, schemeName: Text, value: Text })),
    asOf: Text,
    knownAt: Maybe,
    level: Type.Enum(['public', 'shared', 'authorised']),
    unmasked: Type.Boolean(),
    items: Type.Array(
      Type.Object({
        item: Text,
        itemName: Text,
        section: Text,
        polarity: Type.Enum(['positive', 'neutral', 'negative']),
        count: Type.Integer(),
        records: Type.Array(line),
        next: Type.Optional(Text),
      }),
    ),
  });

/** `GET /officer/subjects/{code}`: one look at everything, in one transaction with its audit entry. */
export function subjectFileRoutes({ db, city, reads }: { db: Db; city: City; reads: SubjectFileReads }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/subjects/:code',
      permission: 'subjects.read',
      purpose: true,
      summary: '主体全档：登记、标识与各类信用信息（留痕）',
      tag: '主体库',
      request: {
        params: Type.Object({ code: Type.String({ minLength: 15, maxLength: 18 }) }),
        query: Type.Object({
          asOf: Type.Optional(Type.String({ format: 'date', description: '截至业务日' })),
          knownAt: Type.Optional(Type.String({ format: 'date-time', description: '截至知悉时刻' })),
        }),
      },
      response: { 200: fileSchema(reads.line) },
      handler: ({ params, query, viewer, requestId }) =>
        transact(db, async (tx): Promise<SubjectFile> => {
          const { client } = tx;
          const subject = await findSubject(client, viewer, params.code);
          if (!subject?.inReach) throw new XinhengError('not-found', { message: `主体库中没有“${params.code}”。` });
          const { subjectCode, region } = subject;
          const timed = query.asOf !== undefined || query.knownAt !== undefined;
          const card = timed ? await reads.card(client, viewer, subject, query) : subject;
          const items = await reads.groups(client, viewer, { subjectCode, region, ...query });
          await audit(tx, {
            ...whoIs(viewer),
            action: 'registry.look-at-subject',
            object: `subject:${subjectCode}`,
            subjectCode,
            requestId,
            details: {
              asOf: query.asOf ?? null,
              knownAt: query.knownAt ?? null,
              records: items.reduce((sum, { count }) => sum + count, 0),
            },
          });
          return {
            card: card && cardOf(city, card),
            name: subject.name,
            subjectCode,
            identifiers: subject.identifiers.map((identifier) => ({
              ...identifier,
              schemeName: schemeNames[identifier.scheme] ?? identifier.scheme,
            })),
            asOf: query.asOf ?? businessToday(),
            knownAt: query.knownAt ?? null,
            ...reads.sight(viewer, region),
            items,
          };
        }),
    }),
  ];
}

function cardOf(city: City, subject: Subject): SubjectCard {
  const region = city.regions.find(({ code }) => code === subject.region);
  return {
    ...subject,
    region: subject.region === null ? null : { code: subject.region, name: region?.name ?? subject.region },
  };
}

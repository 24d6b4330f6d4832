/** The shapes of contracts/src/system.ts as schemas of answers. */
import { Type } from 'typebox';

const Text = Type.String();
const Count = Type.Number();

const warning = Type.Object({ level: Type.Enum(['warning', 'bad']), text: Text, link: Type.Optional(Text) });

export const overviewSchema = Type.Object({
  versions: Type.Object({
    program: Text,
    node: Text,
    database: Text,
    migrationsApplied: Type.Integer(),
    migrationsKnown: Type.Integer(),
    catalogue: Text,
  }),
  city: Type.Object({ code: Text, name: Text }),
  practice: Type.Boolean(),
  startedAt: Text,
  memory: Count,
  warnings: Type.Array(warning),
  followers: Type.Array(
    Type.Object({
      name: Text,
      title: Text,
      behind: Type.Integer(),
      lagSeconds: Count,
      failedAt: Type.Optional(Text),
      failure: Type.Optional(Text),
    }),
  ),
});

export const jobKindSchema = Type.Object({
  name: Text,
  title: Text,
  waiting: Type.Integer(),
  running: Type.Integer(),
  failed: Type.Integer(),
  done: Type.Integer(),
  cron: Type.Optional(Text),
  lastDoneAt: Type.Optional(Text),
  worked: Type.Boolean(),
});

export const storageSchema = Type.Object({
  databaseBytes: Count,
  tables: Type.Array(
    Type.Object({ name: Text, title: Type.Optional(Text), rows: Count, bytes: Count, indexBytes: Count }),
  ),
  folders: Type.Array(Type.Object({ name: Text, title: Text, files: Type.Integer(), bytes: Count })),
  disk: Type.Object({ free: Count, total: Count }),
});

export const yearSchema = Type.Object({ year: Type.Integer(), source: Text, exceptions: Type.Integer() });

export const yearDaysSchema = Type.Object({
  ...yearSchema.properties,
  days: Type.Array(Type.Object({ day: Text, working: Type.Boolean(), name: Text })),
});

export const calendarSchema = Type.Object({
  years: Type.Array(yearSchema),
  nextMissing: Type.Integer(),
  warning: Type.Optional(warning),
});

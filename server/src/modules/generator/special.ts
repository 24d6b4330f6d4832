/**
 * Fields whose value hangs on another fact of the same row, by the name they have in the catalogue: what was removed has
 * a reason for it, what was not fined has no amount. Everything else needs no entry here.
 */
import type { Field } from '@xinheng/contracts/catalogue.ts';
import { capitalOf } from './capital.ts';
import { dashDate, slashDate } from './days.ts';
import { draw } from './prng.ts';
import type { FileGround, Producer, Row } from './row.ts';

type Special = (ground: FileGround, field: Field, usual: Producer) => Producer;

function dates(ground: FileGround): (day: number) => string {
  return ground.layout === 'chinese' ? dashDate : slashDate;
}

/** The usual value when the condition holds, else an empty cell. */
const only =
  (holds: (row: Row) => boolean): Special =>
  (_ground, _field, usual) =>
  (row) =>
    holds(row) ? usual(row) : '';

const whenLifted = only((row) => row.lifted > 0);
const never: Special = () => () => '';

const before =
  (days: number): Special =>
  (ground) => {
    const text = dates(ground);
    return (row) => text(row.day - days);
  };

/** Yuan to 万元, as the exchange tables want it. */
const share =
  (part: number, holds: (row: Row) => boolean): Special =>
  () =>
  (row) =>
    holds(row) ? String(Math.max(1, Math.round(row.amount * part)) / 10_000) : '';

/** Kind of change: a change of name only for those who had another. */
const changeMatter: Special = (ground, field) => {
  const list = ground.codeLists.get(field.codeList ?? '') ?? [];
  const labelOf = (code: string): string => list.find((value) => value.code === code)?.label ?? '其他';
  const others = ['address', 'scope', 'scope', 'capital', 'legal-representative', 'shareholder', 'term'].map(labelOf);
  const renamed = labelOf('name');
  return (row) => (isRenamed(ground, row) ? renamed : (others[row.lot % others.length] ?? ''));
};

function isRenamed(ground: FileGround, row: Row): boolean {
  return row.round === 0 && ground.population.hasFormerName(row.subject);
}

/** What the subject does, from its industry. */
function scopeOf(ground: FileGround): Producer {
  return (row) => {
    const { name, company } = ground.population.industryOf(row.subject);
    return `一般项目：${name}；${company.join('、')}相关服务（依法须经批准的项目除外）`;
  };
}

const changeText =
  (after: boolean): Special =>
  (ground) => {
    const { spell, root } = ground.population;
    return (row) => {
      if (isRenamed(ground, row)) return spell.name(row.subject, !after);
      switch (row.lot % 7) {
        case 0:
          return after ? spell.address(row.subject) : spell.address(draw(root, row.lot, 5) % ground.population.size);
        case 3:
          return after ? '500万元人民币' : '100万元人民币';
        case 4:
        case 5:
          return after ? spell.representative(row.subject) : spell.person(row.lot % 1_000_000);
        case 6:
          return after ? '长期' : '2034-12-31';
        default:
          return after ? '一般项目：日用百货销售；五金产品零售；技术服务' : '日用百货、五金产品零售';
      }
    };
  };

/** Figures of an annual report in 万元, in proportion to the capital. */
const figure =
  (least: number, most: number): Special =>
  (ground, field) => {
    const salt = 900 + ground.item.fields.indexOf(field);
    return (row) => {
      const part = least + ((most - least) * (draw(row.lot, row.position, salt) % 1000)) / 1000;
      return (row.lot >>> 3) % 5 === 0
        ? ''
        : String(Math.round((capitalOf(ground, row.subject) / 10_000) * part * 100) / 100);
    };
  };

const CLIENTS = ['城市建设投资中心', '市政工程建设处', '机关事务服务中心', '公共资源服务中心'];

const BY_NAME: Record<string, Special> = {
  assets: figure(0.3, 2.5),
  revenue: figure(0, 3),
  taxes: figure(0, 0.12),
  composition: () => (row) => (row.lot % 20 === 0 ? '家庭经营' : '个人经营'),
  operatingState: () => (row) => (row.lot % 12 === 0 ? '停业' : '开业'),
  scope: (ground, _field, usual) => (ground.item.subject.role === 'registers' ? scopeOf(ground) : usual),
  client: (ground) => (row) => `${ground.city.name}${CLIENTS[row.lot % CLIENTS.length] ?? ''}`,
  'administrative-penalty.fine': share(1, (row) => row.penalty.includes('罚款')),
  'administrative-penalty.confiscated': share(0.4, (row) => row.penalty.includes('没收')),
  'administrative-penalty.licencesAffected': only((row) => row.penalty.includes('许可证件')),
  'administrative-penalty.secondKind': never,
  'administrative-penalty.claimedUntil': never,
  'administrative-penalty.procedure': (_ground, _field, usual) => usual,
  'administrative-penalty.penaltyName': () => (row) => `${row.violation.kind}案`,
  // Always told: records that use the former name must find their subject.
  formerName: (_ground, _field, usual) => usual,
  restrictionUntil: never,
  extendedUntil: never,
  cancelledOn: never,
  powerCode: never,
  socialSecurityNumber: never,
  approvedOn: (ground) => {
    const text = dates(ground);
    return (row) => text(Math.min(ground.today, row.day + (row.lot % 900)));
  },
  termUntil: (ground) => {
    const text = dates(ground);
    return (row) =>
      row.lot % 3 > 0 ? '' : row.lot % 2 === 0 ? '长期' : text(row.day + 365 * (10 + (row.lot % 3) * 10) + 5);
  },
  removedOn: whenLifted,
  clearedOn: whenLifted,
  removalGround: whenLifted,
  removalKind: whenLifted,
  removalNumber: (_ground, _field, usual) => (row) => (row.lifted > 0 ? usual(row).replace('〕', '〕移') : ''),
  removalAuthority: whenLifted,
  'credit-commitment.determinedOn': (ground) => {
    const text = dates(ground);
    return (row) => (row.lifted > 0 ? text(row.lifted) : '');
  },
  determinedBy: whenLifted,
  determinedByCode: whenLifted,
  receivedOn: before(12),
  signedOn: before(260),
  filedOn: before(75),
  periodFrom: before(150),
  periodUntil: before(60),
  matter: (ground, field, usual) => (field.codeList === 'change-matter' ? changeMatter(ground, field, usual) : usual),
  'registration-change.before': changeText(false),
  'registration-change.after': changeText(true),
  province: (ground) => {
    const provinces: Record<string, string> = { '31': '上海', '36': '江西', '37': '山东', '53': '云南' };
    const own = provinces[ground.city.regionCode.slice(0, 2)] ?? '';
    return () => own;
  },
};

/** The writer of a field that hangs on other facts of its row, or undefined for all ordinary fields. */
export function specialProducer(field: Field, ground: FileGround, usual: Producer): Producer | undefined {
  const special = BY_NAME[`${ground.item.code}.${field.name}`] ?? BY_NAME[field.name];
  return special?.(ground, field, usual);
}

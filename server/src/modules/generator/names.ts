import type { GeneratorDeclaration } from './declaration.ts';
import type { Population, Speller } from './ground.ts';
import { draw, drawFraction } from './prng.ts';

/** Salts: one number for each thing that is drawn about a subject, so that drawing one never moves another. */
const SALT = { brand: 100, word: 200, shape: 300, person: 400, address: 500 } as const;

/** Which kinds are spelled how; the order is that of {@link Population}.kindNames. */
type Shape = (index: number, salt: number) => string;

/** Skews a fraction towards 0, so that some words are frequent and most are rare, as in life. */
function skewed(fraction: number, size: number): number {
  return Math.floor(fraction * Math.sqrt(fraction) * size);
}

function brandsOf(declaration: GeneratorDeclaration): (root: number, index: number, salt: number) => string {
  const first = [...declaration.brandFirst];
  const second = [...declaration.brandSecond];
  return (root, index, salt) => {
    const a = first[skewed(drawFraction(root, index, salt), first.length)] ?? '';
    const b = second[skewed(drawFraction(root, index, salt + 1), second.length)] ?? '';
    if (draw(root, index, salt + 2) % 4 > 0) return a + b;
    return a + (second[draw(root, index, salt + 3) % second.length] ?? '') + b;
  };
}

const COMPANY_FORMS = [
  '有限公司',
  '有限公司',
  '有限公司',
  '有限公司',
  '有限责任公司',
  '有限公司',
  '股份有限公司',
  '厂',
];
const SOCIAL = ['协会', '商会', '幼儿园', '培训学校', '养老服务中心', '志愿者协会', '研究会', '社会工作服务中心'];
const INSTITUTIONS = [
  '小学',
  '中学',
  '社区卫生服务中心',
  '图书馆',
  '文化馆',
  '农业技术推广站',
  '公路事务中心',
  '幼儿园',
];
const BODIES = ['街道办事处', '镇人民政府', '社区管理委员会', '信访服务局'];
const OTHERS = ['律师事务所', '工会委员会', '股份经济合作社', '法律服务所'];

interface Words {
  declaration: GeneratorDeclaration;
  city: string;
  population: Population;
  brand(index: number, salt: number): string;
  /** One of the words, the same for the same subject and salt. */
  from(list: readonly string[], index: number, salt: number): string;
  person(pick: number): string;
}

function personSpeller(declaration: GeneratorDeclaration, root: number, from: Words['from']): Words['person'] {
  const surnames = [...declaration.surnames];
  const [first, second] = [[...declaration.givenFirst], [...declaration.givenSecond]];
  return (pick) => {
    const surname = surnames[skewed(drawFraction(root, pick, SALT.person), surnames.length)] ?? '';
    const last = from(second, pick, SALT.person + 1);
    if (draw(root, pick, SALT.person + 2) % 5 === 0) return surname + last;
    return surname + from(first, pick, SALT.person + 3) + last;
  };
}

/** 行政区划 + 字号 + 行业 + 组织形式, in the orders that registers allow. */
function companyShape({ declaration, city, population, brand, from }: Words): Shape {
  const { root } = population;
  return (index, salt) => {
    const prefix = from(declaration.prefixes, index, SALT.shape);
    const word = from(population.industryOf(index).company, index, SALT.word);
    const form = from(COMPANY_FORMS, index, SALT.shape + 1);
    const own = brand(index, salt);
    const shape = draw(root, index, SALT.shape + 2) % 20;
    if (shape === 0) return `${own}（${declaration.prefixes[0] ?? ''}）${word}有限公司`;
    if (shape < 3) return `${own}${word}（${prefix}）${form}`;
    if (shape === 3) return `${city}${population.districtName(index)}${own}${word}${form}`;
    return `${prefix}${own}${word}${form}`;
  };
}

function branchShape({ population, brand }: Words, company: Shape): Shape {
  const { root } = population;
  return (index, salt) => {
    const parent = population.parent[index] ?? -1;
    const head = parent < 0 ? company(index, salt) : company(parent, SALT.brand);
    const place = salt === SALT.brand ? population.districtName(index) : brand(index, salt);
    const own = draw(root, index, SALT.shape) % 3 === 0 ? '' : brand(index, SALT.brand);
    return `${head}${place}${own}${draw(root, index, SALT.shape + 1) % 3 === 0 ? '营业部' : '分公司'}`;
  };
}

function shopShape({ city, population, brand, from, person }: Words): Shape {
  const { root } = population;
  return (index, salt) => {
    const shape = draw(root, index, SALT.shape) % 10;
    const district = shape < 8 ? population.districtName(index) : '';
    const owner = draw(root, index, SALT.shape + 1) % 8 === 0 ? `${person(index).charAt(0)}记` : '';
    const word = from(population.industryOf(index).shop, index, SALT.word);
    return `${shape < 7 ? city : ''}${district}${brand(index, salt)}${owner}${word}`;
  };
}

/** Returns the spelling rules of one generated city. Same root and declaration, same spellings. */
export function spellerFor(declaration: GeneratorDeclaration, city: string, population: Population): Speller {
  const { root } = population;
  const spellBrand = brandsOf(declaration);
  const from: Words['from'] = (list, index, salt) => list[draw(root, index, salt) % list.length] ?? '';
  const person = personSpeller(declaration, root, from);
  const brand: Words['brand'] = (index, salt) => spellBrand(root, index, salt);
  const words: Words = { declaration, city, population, brand, from, person };
  const company = companyShape(words);
  const placed = (index: number): string => `${city}${population.districtName(index)}`;
  const suffixed =
    (list: readonly string[], end = ''): Shape =>
    (index, salt) =>
      `${placed(index)}${brand(index, salt)}${from(list, index, SALT.word)}${end}`;
  const shapes: Record<string, Shape> = {
    enterprise: company,
    branch: branchShape(words, company),
    'individual-business': shopShape(words),
    cooperative: suffixed(declaration.crops, '农民专业合作社'),
    'social-organisation': suffixed(SOCIAL),
    'public-institution': suffixed(INSTITUTIONS),
    'government-body': suffixed(BODIES),
    other: suffixed(OTHERS),
  };
  return {
    name: (index, former = false) => {
      const shape = shapes[population.kindOf(index)] ?? company;
      return shape(index, former ? SALT.brand + 50 : SALT.brand);
    },
    representative: person,
    person: (pick) => person(pick + 50_000_000),
    address: (index) => {
      const number = 1 + (draw(root, index, SALT.address) % 300);
      const room = draw(root, index, SALT.address + 1);
      const tail = room % 3 === 0 ? '' : `${1 + (room % 9)}号楼${1 + ((room >>> 8) % 28)}0${1 + ((room >>> 16) % 9)}室`;
      return `${placed(index)}${from(declaration.streets, index, SALT.address + 2)}${number}号${tail}`;
    },
    entityType: (index) => entityTypeOf(population.kindOf(index), draw(root, index, SALT.shape + 1)),
  };
}

function entityTypeOf(kind: string, pick: number): string {
  const form = COMPANY_FORMS[pick % COMPANY_FORMS.length];
  switch (kind) {
    case 'enterprise':
      if (form === '股份有限公司') return '股份有限公司(非上市、自然人投资或控股)';
      if (form === '厂') return '个人独资企业';
      return pick % 3 === 0 ? '有限责任公司(自然人独资)' : '有限责任公司(自然人投资或控股)';
    case 'branch':
      return '有限责任公司分公司(自然人投资或控股)';
    case 'individual-business':
      return '个体工商户';
    case 'cooperative':
      return '农民专业合作社';
    case 'social-organisation':
      return '社会组织';
    case 'public-institution':
      return '事业单位法人';
    case 'government-body':
      return '机关法人';
    default:
      return '其他组织';
  }
}

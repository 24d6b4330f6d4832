import type { GeneratorDeclaration } from './declaration.ts';
import type { Population, Speller } from './ground.ts';
import { draw, drawFraction } from './prng.ts';

/** Salts: one number for each thing that is drawn about a subject, so that drawing one never moves another. */
const SALT = { brand: 100, word: 200, shape: 300, person: 400, address: 500 } as const;

/** Which kinds are spelled how; the order is that of {@link Population}.kindNames. */
type Shape = (index: number, salt: number) => string;

/** Skews a fraction towards 0, so that some words are frequent and most are rare, as in life. */
function skewed(fraction: number, size: number): number {
  return Math.floor(fraction * fraction * size);
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

/** Returns the spelling rules of one generated city. Same root and declaration, same spellings. */
export function spellerFor(declaration: GeneratorDeclaration, city: string, population: Population): Speller {
  const { root } = population;
  const brand = brandsOf(declaration);
  const from = (list: readonly string[], index: number, salt: number): string =>
    list[draw(root, index, salt) % list.length] ?? '';
  const district = (index: number): string => population.districtName(index);
  const industry = (index: number) => population.industryOf(index);
  const surnames = [...declaration.surnames];
  const given = [[...declaration.givenFirst], [...declaration.givenSecond]] as const;

  const person = (pick: number): string => {
    const surname = surnames[skewed(drawFraction(root, pick, SALT.person), surnames.length)] ?? '';
    const last = from(given[1], pick, SALT.person + 1);
    return draw(root, pick, SALT.person + 2) % 5 === 0
      ? surname + last
      : surname + from(given[0], pick, SALT.person + 3) + last;
  };

  const company: Shape = (index, salt) => {
    const prefix = from(declaration.prefixes, index, SALT.shape);
    const word = from(industry(index).company, index, SALT.word);
    const form = from(COMPANY_FORMS, index, SALT.shape + 1);
    const own = brand(root, index, salt);
    const shape = draw(root, index, SALT.shape + 2) % 20;
    if (shape === 0) return `${own}（${declaration.prefixes[0] ?? ''}）${word}有限公司`;
    if (shape < 3) return `${own}${word}（${prefix}）${form}`;
    if (shape === 3) return `${city}${district(index)}${own}${word}${form}`;
    return `${prefix}${own}${word}${form}`;
  };
  const branch: Shape = (index, salt) => {
    const parent = population.parent[index] ?? -1;
    const head = parent < 0 ? company(index, salt) : company(parent, SALT.brand);
    const place = salt === SALT.brand ? district(index) : brand(root, index, salt);
    const number = draw(root, index, SALT.shape) % 3 === 0 ? '' : brand(root, index, SALT.brand);
    return `${head}${place}${number}${draw(root, index, SALT.shape + 1) % 3 === 0 ? '营业部' : '分公司'}`;
  };
  const shop: Shape = (index, salt) => {
    const word = from(industry(index).shop, index, SALT.word);
    const shape = draw(root, index, SALT.shape) % 10;
    const head = shape < 7 ? `${city}${district(index)}` : shape === 7 ? district(index) : '';
    const owner = draw(root, index, SALT.shape + 1) % 8 === 0 ? `${person(index).charAt(0)}记` : '';
    return `${head}${brand(root, index, salt)}${owner}${word}`;
  };
  const suffixed =
    (words: readonly string[]): Shape =>
    (index, salt) =>
      `${city}${district(index)}${brand(root, index, salt)}${from(words, index, SALT.word)}`;
  const cooperative: Shape = (index, salt) =>
    `${city}${district(index)}${brand(root, index, salt)}${from(declaration.crops, index, SALT.word)}农民专业合作社`;

  const shapes: Record<string, Shape> = {
    enterprise: company,
    branch,
    'individual-business': shop,
    cooperative,
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
      return `${city}${district(index)}${from(declaration.streets, index, SALT.address + 2)}${number}号${tail}`;
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

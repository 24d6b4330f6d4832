import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import { pick, type Random } from './harness/random.ts';

/**
 * Names as in life, of nobody. Where the folder of real registers is present (XINHENG_REAL_DATA, or shared/data/real
 * beside the repository) their names are cut into place, trade name and the rest, and the parts are put together anew;
 * trade names keep their first character and take the second of another one, so that they are as many as in life.
 */
export type NameSource = { from: string; next: (random: Random) => string };

const places = ['济南市', '济南', '山东', '济南市历下区', '济南市市中区', '章丘市', '济南高新区', '商河县', '', '', ''];
const industries =
  '科技 商贸 贸易 建筑工程 信息技术 餐饮管理 机械设备 文化传媒 物流 房地产经纪 广告 电子商务 农业科技 环保科技 装饰工程 医疗器械 教育咨询 汽车销售 食品 建材 服装 劳务 物业管理 企业管理咨询 软件 园林绿化 五金'.split(
    ' ',
  );
const forms = [
  '有限公司',
  '有限公司',
  '有限责任公司',
  '股份有限公司',
  '有限公司济南分公司',
  '店',
  '经营部',
  '商行',
  '专业合作社',
  '厂',
];
const tradeCharacters =
  '华盛鑫源宏达兴隆泰和瑞丰天成金泽恒通博远嘉诚明德润康佳美永顺安信中正方圆海川东升祥云龙腾凯旋聚贤雅居创新智慧未来星辰浩宇飞扬国富民强春秋山水一品';

const partsOfName =
  /^((?:山东省?|江西省?|上海)?(?:[\u4e00-\u9fff]{2}市)?(?:[\u4e00-\u9fff]{1,3}[区县市])?)([\u4e00-\u9fff]{2})(.{2,})$/;

function realNames(): string[] {
  const beside = fileURLToPath(new URL('../../shared/data/real', import.meta.url));
  const folder = process.env.XINHENG_REAL_DATA ?? beside;
  const files = ['jinan.csv', 'nanchang.csv', 'baoshan.csv'].map((file) => path.join(folder, file));
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => foldName(line.split(',')[0] ?? '')),
    )
    .filter((name) => /^[\u4e00-\u9fff()]{4,60}$/.test(name));
}

/** The real names' parts when they are present, otherwise parts from a list of ours. */
export function nameSource(): NameSource {
  const real = realNames().flatMap((name) => {
    const parts = partsOfName.exec(name);
    return parts === null ? [] : [{ place: parts[1] ?? '', trade: parts[2] ?? '', rest: parts[3] ?? '' }];
  });
  if (real.length < 1000) {
    const trade = [...tradeCharacters];
    return {
      from: 'generated parts',
      next: (random) =>
        `${pick(random, places)}${pick(random, trade)}${pick(random, trade)}${pick(random, industries)}${pick(random, forms)}`,
    };
  }
  return {
    from: `parts of ${real.length} real names, put together anew`,
    next: (random) => {
      const { trade } = pick(random, real);
      const second = pick(random, real).trade[1] ?? '';
      return `${pick(random, real).place}${trade[0] ?? ''}${second}${pick(random, real).rest}`;
    },
  };
}

/**
 * First two characters of a unified social credit code: registration authority (登记管理部门) and category (机构类别).
 * Source: GB 32100-2015, tables 1 and 2. The table is open: an unknown pair is a warning, never an error.
 */
export interface UsccPrefix {
  authority: string;
  category: string;
}

const tables: Record<string, { authority: string; categories: Record<string, string> }> = {
  '1': {
    authority: '机构编制',
    categories: { '1': '机关', '2': '事业单位', '3': '编办直接管理机构编制的群众团体', '9': '其他' },
  },
  '2': { authority: '外交', categories: { '1': '外国常驻新闻机构', '9': '其他' } },
  '3': {
    authority: '司法行政',
    categories: {
      '1': '律师执业机构',
      '2': '公证处',
      '3': '基层法律服务所',
      '4': '司法鉴定机构',
      '5': '仲裁委员会',
      '9': '其他',
    },
  },
  '4': { authority: '文化', categories: { '1': '外国在华文化中心', '9': '其他' } },
  '5': { authority: '民政', categories: { '1': '社会团体', '2': '民办非企业单位', '3': '基金会', '9': '其他' } },
  '6': {
    authority: '旅游',
    categories: { '1': '外国旅游部门常驻代表机构', '2': '港澳台地区旅游部门常驻内地(大陆)代表机构', '9': '其他' },
  },
  '7': { authority: '宗教', categories: { '1': '宗教活动场所', '2': '宗教院校', '9': '其他' } },
  '8': { authority: '工会', categories: { '1': '基层工会', '9': '其他' } },
  '9': {
    authority: '市场监督管理',
    categories: { '1': '企业', '2': '个体工商户', '3': '农民专业合作社', '9': '其他' },
  },
  A: { authority: '中央军委改革和编制办公室', categories: { '1': '军队事业单位', '9': '其他' } },
  N: {
    authority: '农业',
    categories: { '1': '组级集体经济组织', '2': '村级集体经济组织', '3': '乡镇级集体经济组织', '9': '其他' },
  },
  Y: { authority: '其他', categories: { '1': '其他' } },
};

/** Every assigned pair, by its two characters. */
export const usccPrefixes: ReadonlyMap<string, UsccPrefix> = new Map(
  Object.entries(tables).flatMap(([first, { authority, categories }]) =>
    Object.entries(categories).map(([second, category]) => [first + second, { authority, category }] as const),
  ),
);

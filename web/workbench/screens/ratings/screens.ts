import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/judgements',
    title: '评判总览',
    nav: { group: '评判', order: 10 },
    permission: 'ratings.read',
    help: ['颜色、评价、风险分类各有各的规则，互不推导。', '走势由每晚全量评判时留存的计数画出。'],
    load: () => import('./overview-page.tsx'),
  },
  {
    path: '/verdicts',
    title: '评判结果',
    nav: { group: '评判', order: 20 },
    permission: 'ratings.read',
    list: 'verdicts',
    help: ['按方案、结果、区划、行业筛选；打开主体看依据。'],
  },
  {
    path: '/verdict-changes',
    title: '结果变动',
    nav: { group: '评判', order: 30 },
    permission: 'ratings.read',
    list: 'verdict-changes',
    help: ['结果与前一次不同的每一次评判。'],
  },
  {
    path: '/rating-rules',
    title: '评判规则',
    nav: { group: '评判', order: 40 },
    permission: 'ratings.read',
    help: ['起草新版本、回测、送签，由另一人签发；到生效日期全市重新评判。已发布的版本不可改动。'],
    load: () => import('./rules-page.tsx'),
  },
  {
    path: '/rating-editions/$editionId',
    title: '规则版本',
    permission: 'ratings.read',
    help: ['先看与现行版本的差别，再看回测中谁会变动。起草人不能签发自己的版本。'],
    load: () => import('./edition-page.tsx'),
  },
);

import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/scorecards',
    title: '质量评分卡',
    nav: { group: '质量', order: 10 },
    permission: 'scorecards.read',
    help: [
      '每个数字都可点开，看到它所计的全部行；导出在列表上方。',
      '“尚无数据”不计分。及时率按工作日计，部门首次报送之前作出的决定不计时。',
    ],
    load: () => import('./scorecards-page.tsx'),
  },
  {
    path: '/scorecards/$department',
    title: '部门评分卡',
    permission: 'scorecards.read',
    help: ['按事项、按月份看一个部门；“报送节律”由该部门该事项以往的间隔算出。'],
    load: () => import('./department-page.tsx'),
  },
  {
    path: '/failing-rows',
    title: '未达标行',
    nav: { group: '质量', order: 20 },
    permission: 'scorecards.read',
    list: 'failing-rows',
    help: ['评分卡上每个数字背后的每一行。同一行可能计入几个指标。'],
  },
  {
    path: '/feeds',
    title: '报送节律',
    nav: { group: '质量', order: 30 },
    permission: 'scorecards.read',
    list: 'feeds',
    help: ['超过以往九成间隔的两倍仍无报送，即视为中断；不设统一周期。'],
  },
  {
    path: '/challenges',
    title: '公众质疑',
    nav: { group: '质量', order: 40 },
    permission: 'challenges.read',
    list: 'challenges',
    help: ['任何人可对公示的信息提出质疑。答复对外公开；质疑成立的，另行更正或撤回该信息。'],
  },
  {
    path: '/challenges/$challengeId',
    title: '公众质疑',
    permission: 'challenges.read',
    help: ['先打开该条信息核对，再答复。联系方式脱敏，不对外公开。'],
    load: () => import('./challenge-page.tsx'),
  },
  {
    path: '/score-reports',
    title: '质量月报',
    nav: { group: '质量', order: 50 },
    permission: 'scorecards.read',
    list: 'score-reports',
    help: ['每月 2 日生成上月的月报，可下载 PDF；每次下载留痕。'],
  },
  {
    path: '/score-reports/$reportId',
    title: '质量月报',
    permission: 'scorecards.read',
    load: () => import('./report-page.tsx'),
  },
);

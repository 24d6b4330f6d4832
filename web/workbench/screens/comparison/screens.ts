import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/differences',
    title: '比对差异',
    nav: { group: '质量', order: 32 },
    permission: 'comparisons.read',
    list: 'differences',
    help: [
      '两个部门、或部门与登记所报的同一事实不一致，即为一条差异，由应办部门在期限内核对。',
      '数据改为一致后差异自动关闭；再次不一致会重新列出。',
    ],
  },
  {
    path: '/differences/$differenceId',
    title: '比对差异单',
    permission: 'comparisons.read',
    help: ['先看两边的来源，再作决定。有误的一边是本部门的，更正当即写成新的版本；否则交由提供部门写入。'],
    load: () => import('./difference-page.tsx'),
  },
  {
    path: '/comparison-rules',
    title: '比对规则',
    nav: { group: '质量', order: 34 },
    permission: 'comparisons.read',
    list: 'comparison-rules',
    help: ['规则在城市声明中维护。每晚全量比对一次，新到的批次随到随比。'],
  },
  {
    path: '/corrections',
    title: '自动更正规则',
    nav: { group: '质量', order: 36 },
    permission: 'comparisons.read',
    list: 'corrections',
    help: ['同一部门同一种差异多次核对结论一致的，可提请自动更正；须由另一人启用。'],
  },
  {
    path: '/correction-proposals',
    title: '提请自动更正',
    nav: { group: '质量', order: 37 },
    permission: 'comparisons.correct',
    help: ['提请前先看启用后将更正多少条。有过相反结论的差异不会列在这里。'],
    load: () => import('./proposals-page.tsx'),
  },
  {
    path: '/corrections/$correctionId',
    title: '自动更正规则',
    permission: 'comparisons.read',
    load: () => import('./correction-page.tsx'),
  },
);

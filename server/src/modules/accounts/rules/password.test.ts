import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCity } from '../../../platform/city/index.ts';
import { commonPasswords } from '../known-passwords.ts';
import { passwordFault, passwordRules } from './password.ts';

const policy = loadCity('jinan').signIn.password;
const around = { login: 'zhangsan', names: ['张三', 'zhangsan', '李明'], common: commonPasswords() };
const fault = (password: string) => passwordFault(password, policy, around);

it.each([
  ['Ab1!', /只有 4 个字符/],
  [`${'Ab1!xyz'.repeat(20)}`, /最多 128 个/],
  ['Aa1!Aa1!Aa', /5 个不同的字符/],
  ['abcdefghijk', /至少 3 类，现有 1 类/],
  ['abcdefghij9', /现有 2 类/],
  ['xqZhangSan77!', /账号或姓名/],
  ['我是李明同志Aa1x', /账号或姓名/],
  ['Tab\there12X', /控制字符/],
  ['Password@123', /常用密码/],
  ['P@ssw0rd2026!', /常用密码/],
  ['Admin@2026..', /常用密码/],
  ['1qaz2wsx3EDC', /常用密码/],
  ['Woaini1314!', /常用密码/],
  ['!!Jinan2026', /常用密码/],
  ['Wang@123456', /常用密码/],
  ['Qwerty123456!', /常用密码/],
])('%s is refused', (password, reason) => {
  expect(fault(password)).toMatch(reason);
});

it.each([
  'Tr7#mnquvx',
  '青山横北郭白水绕东城此地一为别孤蓬',
  'correct horse battery staple',
  'kiwi-lantern-forty-moss',
  'ppQ9 vT2z wLm',
])('%s is good', (password) => {
  expect(fault(password)).toBeNull();
});

it('says the policy in sentences that agree with what is refused', () => {
  expect(passwordRules(policy)[0]).toContain(`${policy.shortest} 至 ${policy.longest}`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: policy.shortest - 1 }), (password) => {
      fc.pre([...password].length < policy.shortest);
      expect(fault(password)).not.toBeNull();
    }),
  );
});

it('random passwords of the one-time kind are good', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abcdefghjkmnpqrstuvwxyz23456789'), minLength: 16, maxLength: 20 }),
      (text) => {
        fc.pre(new Set(text).size >= policy.distinct);
        expect(fault(text)).toBeNull();
      },
    ),
  );
});

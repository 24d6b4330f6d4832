/**
 * What a password must be: GB/T 22239-2019 8.1.4.1 a (复杂度), OWASP ASVS 5.0 V6.2 (length, common ones refused, no
 * truncation or folding of what was typed). The two disagree on kinds of characters; a long passphrase needs none. Pure.
 */
import type { SignInPolicy } from '../../../platform/city/index.ts';

export type PasswordPolicy = SignInPolicy['password'];

/** Whose password it is, and where: what must not be in it. */
export interface Surroundings {
  login: string;
  /** The person's name and how it is spelled in pinyin without spaces. */
  names: readonly string[];
  /** Folded common passwords. */
  common: ReadonlySet<string>;
}

const kindsOfCharacters = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];

/** What people write for letters. */
const substitutes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** The policy in words, one sentence each, for the field's hint. */
export function passwordRules(policy: PasswordPolicy): string[] {
  const kinds = policy.kinds > 1;
  return [
    `密码为 ${policy.shortest} 至 ${policy.longest} 个字符。`,
    ...(kinds
      ? [`不足 ${policy.freeFrom} 个字符时，须含大写字母、小写字母、数字、其他字符中的至少 ${policy.kinds} 类。`]
      : []),
    '不含账号或姓名，不是常用密码。',
    ...(policy.remembered > 0 ? [`不与最近 ${policy.remembered} 个密码相同。`] : []),
  ];
}

/** What is wrong with a new password, as one Chinese sentence; null when nothing is. Characters are code points. */
export function passwordFault(password: string, policy: PasswordPolicy, around: Surroundings): string | null {
  const characters = [...password];
  if (characters.length < policy.shortest)
    return `新密码只有 ${characters.length} 个字符，至少须 ${policy.shortest} 个。`;
  if (characters.length > policy.longest) return `新密码有 ${characters.length} 个字符，最多 ${policy.longest} 个。`;
  if (/\p{Cc}/u.test(password)) return '新密码不能含有制表符、换行等控制字符。';
  if (new Set(characters).size < policy.distinct) return `新密码至少须有 ${policy.distinct} 个不同的字符。`;
  if (characters.length < policy.freeFrom) {
    const kinds = kindsOfCharacters.filter((kind) => kind.test(password)).length;
    if (kinds < policy.kinds) {
      return `新密码不足 ${policy.freeFrom} 个字符，须含大写字母、小写字母、数字、其他字符中的至少 ${policy.kinds} 类，现有 ${kinds} 类；或改用更长的短语。`;
    }
  }
  const folded = password.toLowerCase();
  const own = [around.login, ...around.names].find(
    (text) => [...text].length >= 2 && folded.includes(text.toLowerCase()),
  );
  if (own !== undefined) return '新密码不能包含账号或姓名。';
  if (formsOf(folded).some((form) => around.common.has(form)))
    return '新密码是常用密码或它的简单变形，容易被猜中，请换一个。';
  return null;
}

/** The password as it stands, with substitutes read back, and what is left when digits and signs at both ends go. */
function formsOf(folded: string): string[] {
  const bare = (text: string) => text.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const readBack = (text: string) => [...text].map((character) => substitutes[character] ?? character).join('');
  const stem = bare(folded);
  const signless = folded.replaceAll(/[^a-z0-9]/g, '');
  const forms = [folded, readBack(folded), stem, readBack(stem), bare(readBack(folded)), signless];
  // Two or three letters among digits are no word.
  return forms.filter((form) => form.length >= 4);
}

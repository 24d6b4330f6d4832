import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder } from '../../platform/city/index.ts';

let words: ReadonlySet<string> | undefined;

/** The common passwords of cities/base/common-passwords.txt, lower case. Read at the first password that is set. */
export function commonPasswords(): ReadonlySet<string> {
  words ??= new Set(
    readFileSync(join(citiesFolder, 'base', 'common-passwords.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return words;
}

import { expect, test } from 'vitest';
import { XinhengError } from '../errors/index.ts';
import { programFolder, readConfig, readStartConfig } from './index.ts';

test('an empty environment gives the defaults', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    dataFolder: `${programFolder}.data`,
    city: 'jinan',
    empty: false,
    logLevel: 'info',
  });
});

test.each([
  [{ PORT: '70000' }, /PORT/],
  [{ PORT: '80a' }, /PORT/],
  [{ DATABASE_URL: 'mysql://a/b' }, /DATABASE_URL/],
  [{ DATABASE_URL: 'postgresql://u:geheim@host:5432' }, /缺少数据库名/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  [{ XINHENG_CITY: '../etc' }, /XINHENG_CITY/],
])('%o is refused in one Chinese sentence', (environment, sentence) => {
  expect(() => readConfig(environment)).toThrow(sentence);
  expect(() => readConfig(environment)).toThrow(XinhengError);
  expect(() => readConfig(environment)).not.toThrow(/geheim/);
});

test('the command line goes before the environment', () => {
  const config = readStartConfig(['--city', 'nanchang', '--empty', '--port=0'], {
    PORT: '4000',
    XINHENG_CITY: 'jinan',
  });
  expect(config).toMatchObject({ city: 'nanchang', empty: true, port: 0 });
});

test('an unknown option names the known ones', () => {
  expect(() => readStartConfig(['--prot', '1'], {})).toThrow(/--port/);
});

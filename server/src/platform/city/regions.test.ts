import { describe, expect, it } from 'vitest';
import { cityCodes, loadCity, regionOf } from './index.ts';

describe('regionOf', () => {
  it.each([
    ['jinan', '济南市历下区解放路1号', '370102'],
    ['jinan', '山东省济南市市中区经四路', '370103'],
    ['jinan', '济南历城工业北路', '370112'],
    ['jinan', '济南市章丘市明水街道', '370114'],
    ['jinan', '章丘县埠村镇', '370114'],
    ['jinan', '莱芜市莱城区鹏泉街道', '370116'],
    ['jinan', '莱芜市钢城区', '370117'],
    ['jinan', '平阴县榆山街道', '370124'],
    ['jinan', '济南市高新区舜华路2000号', '370171'],
    ['jinan', '济南市历下区高新区舜华路', '370102'],
    ['jinan', '３７０１８１', '370114'],
    ['nanchang', '江西省南昌市新建县长堎镇', '360112'],
    ['nanchang', '江西省南昌市南昌县莲塘镇', '360121'],
    ['nanchang', '南昌市湾里区招贤镇', '360112'],
    ['nanchang', '南昌经济技术开发区', '360172'],
    ['baoshan', '云南省保山市腾冲县', '530581'],
    ['baoshan', '保山市隆阳区上巷街19号', '530502'],
    ['shanghai', '上海市闸北区天目西路', '310106'],
    ['shanghai', '上海市浦东张江路', '310115'],
    ['shanghai', '上海市南汇县惠南镇', '310115'],
  ])('%s: %s → %s', (city, text, code) => {
    expect(regionOf(loadCity(city), text)).toBe(code);
  });

  it.each([
    ['jinan', '济南'],
    ['jinan', '济南市'],
    ['jinan', '德州市德城区'],
    ['jinan', '山东省枣庄市市中区'],
    ['jinan', '历下路的饭店'],
    ['jinan', '济南市郊区'],
    ['jinan', '370100'],
    ['jinan', '110101'],
    ['jinan', ''],
    ['baoshan', '云南省保山市'],
    ['shanghai', '上海县莘庄'],
  ])('%s: %j names no county', (city, text) => {
    expect(regionOf(loadCity(city), text)).toBeNull();
  });

  it('finds every county of today by its own name and code', () => {
    for (const city of cityCodes().map(loadCity)) {
      for (const { code, name, level, validUntil } of city.regions) {
        if (level !== 'county' || validUntil !== null) continue;
        expect(regionOf(city, `${city.name}${name}某路1号`), name).toBe(code);
        expect(regionOf(city, code)).toBe(code);
      }
    }
  });
});

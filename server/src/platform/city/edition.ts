/** Reads a catalogue edition: the national items, and a city's adjustments over a given national edition. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueEdition, CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import { XinhengError } from '../errors/index.ts';
import { faultOf } from './check-item.ts';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';
import { applyOverlay, type CatalogueOverlay, concerns } from './merge.ts';

interface EditionFile {
  edition: string;
  base?: string;
  effectiveFrom: string;
  title: string;
  source: string;
}

const readEditionFile = (folder: string) =>
  readDeclaration<EditionFile>(join(folder, 'edition.yaml'), 'base/schema/edition.schema.json');

/**
 * The folder of an edition: the city's own while it is the present edition, else `editions/<edition>/` beside it, where
 * a published edition is moved when its successor is opened.
 */
function folderOf(place: string, edition: string | undefined): string {
  const own = join(citiesFolder, place);
  if (edition === undefined || readEditionFile(own).value.edition === edition) return own;
  const former = join(own, 'editions', edition);
  if (existsSync(former)) return former;
  throw new XinhengError('edition-unknown', `cities/${place} 里没有目录版本 ${edition}。`, { edition });
}

function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => join(folder, name));
}

interface NationalEdition {
  about: EditionFile;
  items: Declaration<CatalogueItem>[];
  codeLists: CodeList[];
}

function readNational(edition?: string): NationalEdition {
  const folder = folderOf('base', edition);
  const about = readEditionFile(folder).value;
  const lists = readDeclaration<{ codeLists: CodeList[] }>(
    join(folder, 'code-lists.yaml'),
    'base/schema/code-lists.schema.json',
  );
  checkCodeLists(lists);
  const { codeLists } = lists.value;
  const items = yamlFiles(join(folder, 'catalogue')).map((file) => {
    const item = readDeclaration<CatalogueItem>(file, 'base/catalogue/item.schema.json');
    const fault = faultOf(item.value, codeLists);
    if (fault) item.refuse(fault.path, fault.message);
    if (!file.endsWith(`/${item.value.code}.yaml`)) item.refuse(['code'], '文件名须与事项代码相同');
    return item;
  });
  return { about, items, codeLists };
}

/** Within one list a code, a label and an alias each mean one value, or an import could not tell. */
function checkCodeLists(lists: Declaration<{ codeLists: CodeList[] }>): void {
  for (const [i, list] of lists.value.codeLists.entries()) {
    const meanings = new Map<string, string>();
    for (const [j, value] of list.values.entries()) {
      for (const text of new Set([value.code, value.label, ...(value.aliases ?? [])])) {
        const other = meanings.get(text);
        if (other) lists.refuse(['codeLists', i, 'values', j], `“${text}”同时指“${other}”和“${value.code}”`);
        meanings.set(text, value.code);
      }
    }
  }
}

/** The national catalogue as it is declared, without any city's adjustments: items outside the catalogue included. */
export function readBaseEdition(edition?: string): CatalogueEdition {
  const { about, items, codeLists } = readNational(edition);
  return {
    edition: about.edition,
    effectiveFrom: about.effectiveFrom,
    items: items.map(({ value }) => value),
    codeLists,
  };
}

/**
 * The catalogue a city works by: the national edition it names, its adjustments laid over it in the order of their file
 * names, and without the items that need a local legal basis (nationalClass 0) but have none.
 * @throws XinhengError `declaration-invalid` with 文件:行号
 */
export function readCityEdition(city: string, edition?: string): CatalogueEdition {
  const folder = folderOf(city, edition);
  const own = readEditionFile(folder);
  const base = own.value.base ?? own.refuse(['edition'], '城市版本须写明 base（国家基础版本）');
  const national = readNational(base);
  const overlays = yamlFiles(join(folder, 'catalogue')).map((file) =>
    readDeclaration<CatalogueOverlay>(file, 'base/catalogue/overlay.schema.json'),
  );
  const codes = new Set(national.items.map(({ value }) => value.code));
  for (const overlay of overlays) {
    const { patch } = overlay.value;
    const unknown = patch === '*' ? -1 : patch.findIndex((code) => !codes.has(code));
    if (unknown >= 0) overlay.refuse(['patch', unknown], `没有代码为“${patch[unknown]}”的事项`);
  }
  const items: CatalogueItem[] = [];
  for (const declared of national.items) {
    const item = adjusted(declared.value, overlays, national.codeLists);
    if (item && (item.nationalClass !== 0 || item.localSupplement)) items.push(item);
  }
  return { edition: own.value.edition, effectiveFrom: own.value.effectiveFrom, items, codeLists: national.codeLists };
}

function adjusted(
  declared: CatalogueItem,
  overlays: Declaration<CatalogueOverlay>[],
  codeLists: readonly CodeList[],
): CatalogueItem | null {
  let item: CatalogueItem | null = declared;
  for (const overlay of overlays) {
    if (item === null || !concerns(overlay.value, declared)) continue;
    item = applyOverlay(item, overlay.value);
    const fault = item && faultOf(item, codeLists);
    if (fault)
      overlay.refuse(['patch'], `调整后的事项“${declared.code}”有误（${fault.path.join('.')}）：${fault.message}`);
  }
  return item;
}

/** JSON with sorted keys: the same content gives the same text, also after PostgreSQL's jsonb has reordered it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}

/** SHA-256 (hex) over the canonical JSON of an edition's items and code lists: what "frozen once published" freezes. */
export function digestOf(edition: Pick<CatalogueEdition, 'items' | 'codeLists'>): string {
  return createHash('sha256')
    .update(canonical({ codeLists: edition.codeLists, items: edition.items }))
    .digest('hex');
}

/** The digests under which editions of a place (`base` or a city) have been published, by edition. */
export function publishedDigests(place: string): Readonly<Record<string, string>> {
  const file = join(citiesFolder, place, 'published-digests.yaml');
  return readDeclaration<{ digests: Record<string, string> }>(file, 'base/schema/published-digests.schema.json').value
    .digests;
}

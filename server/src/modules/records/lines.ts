/** Stored versions → what officers read: fields as words, masked where the sight says so. Pure. */
import type { CatalogueEdition, CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import type { FieldCell, RecordLine } from '@xinheng/contracts/subject-file.ts';
import type { NamedCode } from '@xinheng/contracts/workbench.ts';
import type { Viewer } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import { valueText } from '../catalogue/index.ts';
import { type Sight, shownFields, sightOf } from './disclose.ts';
import { itemsOf, type RecordRow } from './reads.ts';

/** A filled field as a sight takes it in, with its declaration and, for comparing only, its text without the mask. */
export interface ShownCell extends FieldCell {
  field: Field;
  whole: string;
}

/** The filled fields of a payload, in the item's order. */
export function shownCells(
  catalogue: CatalogueEdition,
  item: CatalogueItem,
  payload: Record<string, unknown>,
  sight: Sight,
): ShownCell[] {
  return shownFields(item, payload, sight).flatMap(({ field, mask }) => {
    const text = valueText(field, payload[field.name], catalogue.codeLists);
    if (text === null) return [];
    const shown = mask ? mask(text) : text;
    return [
      {
        field,
        whole: text,
        name: field.name,
        label: field.label,
        text: shown,
        ...(field.unit !== undefined && { unit: field.unit }),
        ...(shown !== text && { masked: true }),
      },
    ];
  });
}

/** The same without the declaration, as it goes out. */
export function cellsOf(cells: readonly ShownCell[]): FieldCell[] {
  return cells.map(({ field: _field, whole: _whole, ...cell }) => cell);
}

/** The department's name beside its code; the code alone while the name is unknown. */
export function departmentNamed(city: Pick<City, 'departments'>, code: string): NamedCode {
  return { code, name: city.departments.find((department) => department.code === code)?.name ?? code };
}

/** One record in one version, as a line. */
export function lineOf(city: City, row: RecordRow, viewer: Viewer, region: string | null): RecordLine {
  const item = itemsOf(city.catalogue).get(row.item);
  const sight = sightOf(viewer, { department: row.department, region });
  return {
    recordKey: row.record_key,
    version: row.version,
    item: row.item,
    itemName: item?.name ?? row.item,
    department: departmentNamed(city, row.department),
    documentNumber: row.document_number,
    occurredOn: row.occurred_on,
    effectiveFrom: row.effective_from,
    effectiveUntil: row.effective_until,
    polarity: row.polarity,
    severity: row.severity,
    state: row.state,
    shownFrom: row.shown_from,
    shownUntil: row.shown_until,
    recordedFrom: row.recorded_from,
    // An item that the present catalogue no longer knows shows none of its fields rather than too many.
    fields: item ? cellsOf(shownCells(city.catalogue, item, row.payload, sight)) : [],
  };
}

/** Planted errors in whose row it is. */
import { personNumber } from './codes.ts';
import { GHOSTS } from './ground.ts';
import { fullWidth, type Plant, type Planted, registers, type Spot } from './plant.ts';

/** Letters that are not in the code's alphabet, and the digit that they are mistaken for. */
const LOOK_ALIKE: Record<string, string> = { '0': 'O', '1': 'I', '2': 'Z', '5': 'S' };

function set(spot: Spot, column: number, value: string): void {
  if (column >= 0) spot.row.values[column] = value;
}

/** Code of the row's subject, when the row shows it. */
function shownCode(spot: Spot): string | null {
  if (spot.code < 0 || !spot.ground.population.hasCode(spot.row.subject)) return null;
  return spot.ground.population.code(spot.row.subject);
}

/** Empties every identity column. */
function dropNumbers(spot: Spot): void {
  for (const name of spot.ground.item.identity.codes) set(spot, spot.columns.indexOf(name), '');
}

function respelled(change: (code: string, spot: Spot) => string | null): Plant {
  return (spot) => {
    const code = shownCode(spot);
    const before = code === null ? null : change(code, spot);
    if (code === null || before === null) return null;
    set(spot, spot.code, before);
    return { expected: 'corrected', field: fieldAt(spot, spot.code), before, corrected: code };
  };
}

function fieldAt(spot: Spot, column: number): string {
  return spot.columns.columns[column]?.field.name ?? '';
}

function lookAlike(code: string, spot: Spot): string | null {
  const places = [...code].map((letter, at) => (LOOK_ALIKE[letter] ? at : -1)).filter((at) => at >= 0);
  const at = places[spot.random.below(Math.max(1, places.length))];
  return at === undefined ? null : code.slice(0, at) + (LOOK_ALIKE[code.charAt(at)] ?? '') + code.slice(at + 1);
}

/** A stranger: a valid code and an invented name that no registration has. */
function stranger(spot: Spot): { code: string; name: string } {
  const { population } = spot.ground;
  // Of the same kind as the subject that it replaces: nothing but the person is wrong.
  let ghost = population.size + spot.random.below(GHOSTS);
  for (let step = 0; step < GHOSTS && population.kind[ghost] !== population.kind[spot.row.subject]; step++) {
    ghost = population.size + ((ghost - population.size + 1) % GHOSTS);
  }
  return { code: population.code(ghost), name: `${population.spell.name(ghost)}（无）` };
}

function becomeStranger(spot: Spot, code: string): void {
  dropNumbers(spot);
  set(spot, spot.name, stranger(spot).name);
  set(spot, spot.code, code);
}

/** Matched by name alone: enough for what does not harm, a question for an officer otherwise. */
function byName(spot: Spot, spelled: string | null): Planted | null {
  const { population, item } = spot.ground;
  if (registers(spot) || spelled === null || spot.name < 0 || !population.nameIsUnique(spot.row.subject)) return null;
  dropNumbers(spot);
  set(spot, spot.name, spelled);
  return {
    expected: item.polarity === 'negative' ? 'quarantined' : 'accepted',
    field: fieldAt(spot, spot.name),
    before: spelled,
  };
}

/** Only one of the subject's lesser numbers is given. */
function onlyNumber(spot: Spot, value: string, column: number): Planted | null {
  if (registers(spot) || column < 0) return null;
  dropNumbers(spot);
  set(spot, column, value);
  return { expected: 'accepted', field: fieldAt(spot, column), before: value };
}

export const IDENTITY_PLANTS: Record<string, Plant> = {
  'lower-case-code': respelled((code) => code.toLowerCase()),
  'full-width-code': respelled(fullWidth),
  'look-alike-code': respelled(lookAlike),
  'wrong-check-digit': (spot) => {
    const code = shownCode(spot);
    if (code === null) return null;
    const bad = code.charAt(17) === '7' ? '3' : '7';
    const before = code.slice(0, 17) + bad;
    becomeStranger(spot, before);
    return {
      expected: 'rejected',
      field: fieldAt(spot, spot.code),
      before,
      nobody: true,
    };
  },
  'registration-number-only': (spot) => {
    const { population } = spot.ground;
    if (!population.hasRegistrationNumber(spot.row.subject)) return null;
    return onlyNumber(spot, population.registrationNumber(spot.row.subject), spot.number);
  },
  'organisation-code-only': (spot) =>
    shownCode(spot) === null
      ? null
      : onlyNumber(spot, spot.ground.population.organisationCode(spot.row.subject), spot.organisation),
  'code-in-wrong-column': (spot) => {
    const code = shownCode(spot);
    if (code === null) return null;
    return onlyNumber(spot, spot.ground.population.organisationCode(spot.row.subject), spot.code);
  },
  'name-only': (spot) => byName(spot, spot.ground.population.spell.name(spot.row.subject)),
  'name-bracket-variant': (spot) => {
    const name = spot.ground.population.spell.name(spot.row.subject);
    return byName(spot, name.includes('（') ? name.replace('（', '(').replace('）', ')') : null);
  },
  'name-with-spaces': (spot) => {
    const name = spot.ground.population.spell.name(spot.row.subject);
    const gap = spot.random.below(2) === 0 ? ' ' : '\u3000';
    return byName(spot, `${gap}${name.slice(0, 3)}${gap}${name.slice(3)} `);
  },
  'former-name': (spot) => {
    const { population } = spot.ground;
    if (!population.formerNameIsUnique(spot.row.subject)) return null;
    return byName(spot, population.spell.name(spot.row.subject, true));
  },
  'unknown-subject': (spot) => {
    if (registers(spot) || spot.code < 0) return null;
    const { code } = stranger(spot);
    becomeStranger(spot, code);
    return { expected: 'quarantined', field: fieldAt(spot, spot.code), before: code, nobody: true };
  },
  'person-number-as-code': (spot) => {
    if (spot.code < 0) return null;
    const before = personNumber(`${spot.ground.city.regionCode.slice(0, 4)}02`, spot.row.lot);
    becomeStranger(spot, before);
    return {
      expected: 'rejected',
      field: fieldAt(spot, spot.code),
      before,
      nobody: true,
    };
  },
  'placeholder-code': (spot) => {
    if (spot.code < 0) return null;
    const fillers = ['00000000000000000X', '无', '-', '/', '111111111111111111'];
    const before = fillers[spot.random.below(fillers.length)] ?? '无';
    becomeStranger(spot, before);
    return {
      expected: registers(spot) ? 'rejected' : 'quarantined',
      field: fieldAt(spot, spot.code),
      before,
      nobody: true,
    };
  },
};

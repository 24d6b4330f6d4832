/** What every part of the generator stands on: the city and its subjects. */
import type { IndustryDeclaration } from './declaration.ts';

/** What the generator must know of a city. {@link City} of platform/city fits. */
export interface CityGround {
  code: string;
  name: string;
  regionCode: string;
  regions: readonly { code: string; name: string }[];
}

/** Everything that {@link Population} needs to spell subjects; made once. */
export interface Speller {
  /** Registered name of a subject; `former` gives the name that it had before. */
  name(index: number, former?: boolean): string;
  /** Legal representative or operator. Invented. */
  representative(index: number): string;
  /** Another invented person, by any number. */
  person(pick: number): string;
  address(index: number): string;
  /** What kind of company, as registers write it (企业类型). */
  entityType(index: number): string;
}

/**
 * All subjects of a generated city. What cannot be drawn again at will is kept in typed arrays (some 14 bytes a
 * subject); names, codes and addresses are spelled when asked for. Indexes from `size` up are *ghosts*: subjects that
 * are never registered, for rows about somebody whom nobody knows.
 */
export interface Population {
  root: number;
  size: number;
  kindNames: readonly string[];
  kind: Uint8Array;
  status: Uint8Array;
  statusNames: readonly string[];
  district: Uint8Array;
  districts: readonly { code: string; name: string }[];
  industry: Uint8Array;
  /** Day of establishment. */
  established: Int32Array;
  /** For branches the index of the parent enterprise, else −1. */
  parent: Int32Array;
  kindOf(index: number): string;
  statusOf(index: number): string;
  districtName(index: number): string;
  industryOf(index: number): IndustryDeclaration;
  hasCode(index: number): boolean;
  hasRegistrationNumber(index: number): boolean;
  hasFormerName(index: number): boolean;
  /** True when the folded name belongs to no other subject, now or before. */
  nameIsUnique(index: number): boolean;
  formerNameIsUnique(index: number): boolean;
  /** Unified code; also for subjects that have none (ask {@link hasCode}). */
  code(index: number): string;
  organisationCode(index: number): string;
  registrationNumber(index: number): string;
  /** Day of deregistration, revocation or leaving, for subjects that are not live. */
  endedOn(index: number): number;
  spell: Speller;
}

/** Ghosts beyond the last registered subject. */
export const GHOSTS = 4096;

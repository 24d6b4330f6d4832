/** The five dated things of this module. */
import type { DatedKind } from './dated.ts';

export interface OrganisationFacts {
  name: string;
  shortName: string;
  uscc: string | null;
  level: 'city' | 'county' | 'park' | 'station';
  region: string;
  parent: string | null;
  formerNames: string[];
  /** 职责范围, in words. */
  remit: string;
}

export interface RegionFacts {
  name: string;
  level: 'city' | 'county' | 'park';
  parent: string | null;
  becomes: string[];
  formerNames: string[];
  aliases: string[];
}

export interface PersonFacts {
  name: string;
  phone: string | null;
  email: string | null;
  staffNumber: string | null;
}

export interface PostFacts {
  personId: string;
  organisation: string;
  title: string;
  roles: string[];
}

export interface DutyFacts {
  remark: string;
}

export const organisations: DatedKind<OrganisationFacts> = {
  table: 'organisation',
  key: 'code',
  keyType: 'text',
  columns: {
    name: ['name', 'text'],
    shortName: ['short_name', 'text'],
    uscc: ['uscc', 'text'],
    level: ['level', 'text'],
    region: ['region', 'text'],
    parent: ['parent', 'text'],
    formerNames: ['former_names', 'text[]'],
    remit: ['remit', 'text'],
  },
};

export const regions: DatedKind<RegionFacts> = {
  table: 'region',
  key: 'code',
  keyType: 'text',
  columns: {
    name: ['name', 'text'],
    level: ['level', 'text'],
    parent: ['parent', 'text'],
    becomes: ['becomes', 'text[]'],
    formerNames: ['former_names', 'text[]'],
    aliases: ['aliases', 'text[]'],
  },
};

export const people: DatedKind<PersonFacts> = {
  table: 'person',
  key: 'person_id',
  keyType: 'bigint',
  columns: {
    name: ['name', 'text'],
    phone: ['phone', 'text'],
    email: ['email', 'text'],
    staffNumber: ['staff_number', 'text'],
  },
};

export const posts: DatedKind<PostFacts> = {
  table: 'post',
  key: 'post_id',
  keyType: 'bigint',
  columns: {
    personId: ['person_id', 'bigint'],
    organisation: ['organisation', 'text'],
    title: ['title', 'text'],
    roles: ['roles', 'text[]'],
  },
};

export const duties: DatedKind<DutyFacts> = {
  table: 'duty',
  key: 'duty_id',
  keyType: 'bigint',
  columns: { remark: ['remark', 'text'] },
};

import { expect, it } from 'vitest';
import { cityCodes, digestOf, publishedDigests, readBaseEdition, readCityEdition } from './index.ts';

it.each(['base', ...cityCodes()])('the published edition of %s has not been changed', (place) => {
  const edition = place === 'base' ? readBaseEdition() : readCityEdition(place);
  const digest = digestOf(edition);
  expect(
    publishedDigests(place)[edition.edition],
    `Edition ${edition.edition} is published and frozen, but its files now give another content. Open a new edition: move the ` +
      `present files to cities/${place}/editions/${edition.edition}/, give edition.yaml a new id and enter its digest ` +
      `${digest} in cities/${place}/published-digests.yaml (docs/how-to/add-an-information-item.md).`,
  ).toBe(digest);
});

it.each(['base', ...cityCodes()])('every published edition of %s can still be read with its old content', (place) => {
  for (const [edition, digest] of Object.entries(publishedDigests(place))) {
    expect(digestOf(place === 'base' ? readBaseEdition(edition) : readCityEdition(place, edition)), edition).toBe(
      digest,
    );
  }
});

it('an edition nobody published is unknown', () => {
  expect(() => readBaseEdition('base-1999-01')).toThrow(expect.objectContaining({ code: 'edition-unknown' }));
});

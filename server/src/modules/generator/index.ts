/** A city in a box: department files of an invented city, the same for the same seed, with a record of every planted error. */
export type { ManifestFile, TruthLine } from './department-file.ts';
export { folderSink } from './folder-sink.ts';
export { type GenerateOptions, type GenerateProgress, generateCity, type Manifest } from './generate.ts';
export type { FileSink, Sink } from './lines.ts';
export type { GeneratedCity } from './plan.ts';

/** `npm run bench -- QUESTION [options]`: runs one question, a file of this folder with a `run`. See README.md. */
const questions = [
  'ingest',
  'increment',
  'lookup',
  'search',
  'officers',
  'audit',
  'judge',
  'scorecards',
  'compare',
  'truth',
] as const;

const [question, ...args] = process.argv.slice(2);
if (question === undefined || !(questions as readonly string[]).includes(question)) {
  console.error(
    `usage: npm run bench -- ${questions.join('|')} [--subjects N] [--records M] [--seed S] [--pairs P] [--seconds T] [--connections C]`,
  );
  process.exit(2);
}
const { run }: { run: (args: readonly string[]) => Promise<void> } = await import(`./${question}.ts`);
await run(args);

/** SQL without comments, so that prose about an update is not taken for one. */
function bare(sql: string): string {
  return sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
}

/** The columns that an assignment list (`a = 1, b = f(x, y)`) sets. */
function assigned(list: string): string[] {
  return [...list.matchAll(/(?:^|,)\s*"?([a-z_]+)"?\s*=(?!=)/g)].map((found) => found[1] ?? '');
}

const endOfAssignments = /\b(from|where|returning)\b|;|`|\bon conflict\b/i;

/**
 * What Citus would refuse in the statements of one source text, given each distributed table and its column: a change
 * of the distribution column (there: delete + insert), and a row lock that is not held to one shard.
 */
export function statementRefusals(text: string, distributed: ReadonlyMap<string, string>): string[] {
  const sql = bare(text);
  const refusals: string[] = [];
  for (const [table, column] of distributed) {
    const name = table.replace('.', '[.]');
    const updates = new RegExp(
      `\\bupdate\\s+${name}\\b(?:\\s+(?:as\\s+)?\\w+)?\\s+set\\s+|\\binsert\\s+into\\s+${name}\\b[^;\`]*?\\bdo\\s+update\\s+set\\s+`,
      'gi',
    );
    for (const found of sql.matchAll(updates)) {
      const list = sql.slice(found.index + found[0].length).split(endOfAssignments)[0] ?? '';
      if (assigned(list).includes(column))
        refusals.push(`${table}: an update changes its distribution column ${column}`);
    }
    const locks = new RegExp(
      `\\bfrom\\s+${name}\\b([^;\`]*?)\\bfor\\s+(?:no\\s+key\\s+)?(?:update|share|key\\s+share)\\b`,
      'gi',
    );
    for (const [, between = ''] of sql.matchAll(locks)) {
      if (!new RegExp(`\\b${column}\\s*=\\s*[$':]`).test(between)) {
        refusals.push(`${table}: a row lock without ${column} = … would reach over several shards`);
      }
    }
  }
  return refusals;
}

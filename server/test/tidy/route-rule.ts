import ts from 'typescript';
import { permissions } from '../../src/platform/access/index.ts';
import { isCode, lineOf, nodes, parse, type Rule, type Source } from './source.ts';

/** The one module whose routes may be called without a permission and still change something. */
const roomOfSignIn = 'server/src/modules/accounts/';

/**
 * What the public itself may write, each with its reason; limited by address and size. 质疑 is open to anybody without
 * signing in, as the scorecards promise.
 */
const openWrites = new Set(['/subjects/:code/records/:recordKey/challenge', '/subjects/:code/judgement/report']);

const reading = new Set(['GET', 'HEAD']);

/** The object literals that a name is declared as in this file. */
function declaredAs(name: string, file: ts.SourceFile): ts.ObjectLiteralExpression[] {
  return [...nodes(file)].flatMap((node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText(file) !== name) return [];
    const value =
      node.initializer && ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
    return value && ts.isObjectLiteralExpression(value) ? [value] : [];
  });
}

/** The literal text of a property, its own or spread in from an object of the same file; undefined when not to be read. */
function propertyText(object: ts.ObjectLiteralExpression, name: string, file: ts.SourceFile): string | undefined {
  for (const property of object.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText(file) === name) {
      return ts.isStringLiteralLike(property.initializer) ? property.initializer.text : undefined;
    }
    if (ts.isSpreadAssignment(property)) {
      const texts = declaredAs(property.expression.getText(file), file).map((spread) =>
        propertyText(spread, name, file),
      );
      // Two objects of one name in different scopes: what they do not agree on is not known.
      if (texts[0] !== undefined && texts.every((text) => text === texts[0])) return texts[0];
    }
  }
  return undefined;
}

function breachesOf(declaration: ts.ObjectLiteralExpression, file: ts.SourceFile): string[] {
  const [method, permission, path = '?'] = ['method', 'permission', 'path'].map((name) =>
    propertyText(declaration, name, file),
  );
  if (permission === undefined) return [`${path}: no permission; say 'public' or name one of platform/access`];
  if (permission === 'sign-in' || permission === 'session') {
    return file.fileName.startsWith(roomOfSignIn)
      ? []
      : [`${path}: only the steps of signing in are open to a half-finished session; name a permission`];
  }
  if (permission !== 'public' && !(permission in permissions)) return [`${path}: there is no permission ${permission}`];
  if (permission === 'public' && !(method && (reading.has(method) || openWrites.has(path))))
    return [`${path}: ${method} is public, but changes something`];
  return [];
}

/** Every declared route, read from the source so that none is left out; and no route but a declared one. */
export const routeRule: Rule = {
  name: 'every route has a permission',
  breaches: (source: Source) => {
    if (!isCode(source.path) || !source.path.startsWith('server/src/') || source.path.includes('.test.')) return [];
    if (source.path.startsWith('server/src/platform/http/')) return [];
    const file = parse(source);
    return [...nodes(file)].flatMap((node) => {
      if (!ts.isCallExpression(node)) return [];
      const callee = node.expression.getText(file);
      const at = `line ${lineOf(file, node)}: `;
      if (/^(app|http|fastify|server)[.](get|post|put|patch|delete|all|route)$/.test(callee)) {
        return [`${at}${callee}: declare it with defineRoute() of platform/http`];
      }
      if (callee !== 'defineRoute') return [];
      const [declaration] = node.arguments;
      if (!declaration || !ts.isObjectLiteralExpression(declaration)) {
        return [`${at}a route is declared as an object literal, where its permission can be read`];
      }
      return breachesOf(declaration, file).map((said) => at + said);
    });
  },
  planted: [
    { path: 'server/src/modules/portal/routes.ts', text: "defineRoute({ method: 'GET', path: '/a' });\n" },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "defineRoute({ method: 'GET', path: '/a', permission: 'everything' });\n",
    },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "defineRoute({ method: 'POST', path: '/a', permission: 'public' });\n",
    },
    { path: 'server/src/modules/portal/routes.ts', text: 'defineRoute(declaration);\n' },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "const common = { method: 'PUT', permission: 'public' } as const;\ndefineRoute({ ...common, path: '/a' });\n",
    },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "defineRoute({ method: 'POST', path: '/a', permission: 'sign-in' });\n",
    },
    { path: 'server/src/app/compose.ts', text: "http.get('/a', handler);\n" },
  ],
  lawful: [
    {
      path: 'server/src/modules/accounts/routes.ts',
      text: "defineRoute({ method: 'POST', path: '/a', permission: 'session' });\n",
    },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "const common = { method: 'GET', permission: 'public' } as const;\ndefineRoute({ ...common, path: '/a' });\n",
    },
    {
      path: 'server/src/modules/portal/routes.ts',
      text: "defineRoute({ method: 'GET', path: '/a', permission: 'public' });\n",
    },
    {
      path: 'server/src/modules/exchange/routes.ts',
      text: "defineRoute({ method: 'POST', path: '/a', permission: 'batches.submit' });\n",
    },
  ],
};

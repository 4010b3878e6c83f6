/** Reads the import statements of a source and holds them against the import rules. */
import { posix } from 'node:path';
import ts from 'typescript';
import { type ImportRule, importRules } from './import-rules.ts';
import { lineOf, type Source, type Violation, visit } from './sources.ts';

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
  readonly line: number;
}

/** The folder whose rule holds for a file, or null when there is none. */
export function ruledFolderOf(path: string): string | null {
  return Object.keys(importRules).find((folder) => path.startsWith(`${folder}/`)) ?? null;
}

export function importViolations(source: Source): Violation[] {
  const folder = ruledFolderOf(source.path);
  const rule = folder === null ? undefined : importRules[folder];
  if (folder === null || rule === undefined) {
    return [{ path: source.path, line: 1, what: 'stands in a folder without an import rule: write one, and why' }];
  }
  return importsOf(source)
    .filter((found) => !isAllowed(source.path, folder, rule, found))
    .map(({ specifier, line }) => ({
      path: source.path,
      line,
      what: `must not import ${specifier}: ${rule.why}. ${folder} may import ${allowedIn(rule)}.`,
    }));
}

function allowedIn(rule: ImportRule): string {
  const all = [...rule.ours, ...rule.packages];
  return all.length === 0 ? 'nothing' : all.join(', ');
}

function isAllowed(path: string, folder: string, rule: ImportRule, { specifier, typesOnly }: Import): boolean {
  if (!specifier.startsWith('.')) return rule.packages.some((name) => isOfPackage(specifier, name));
  const target = posix.join(posix.dirname(path), specifier);
  if (target.startsWith(`${folder}/`)) return true;
  return rule.ours.some((entry) => {
    const [place = '', types] = entry.split(':');
    const isThere = target === place || target === `${place}.ts` || target.startsWith(`${place}/`);
    return isThere && (types === undefined || typesOnly);
  });
}

function isOfPackage(specifier: string, name: string): boolean {
  if (name.endsWith(':')) return specifier.startsWith(name);
  return specifier === name || specifier.startsWith(`${name}/`);
}

function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typesOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteral(specifier)) {
      found.push({ specifier: specifier.text, typesOnly, line: lineOf(source, node) });
    }
  };
  visit(source.script, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node.importClause));
    if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], false);
  });
  return found;
}

/** `import type { A }` and `import { type A, type B }` alike. */
function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

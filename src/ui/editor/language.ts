/** Completion and hover texts of manifests, from the shape of each document's own kind. */
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { FAULT_CARDS } from '../faults/cards.ts';
import { EXAMPLES } from './examples.ts';
import { descend, servedKinds, shapeOf, type Shape } from './shape.ts';
import { placeAt, type Place } from './yamlPath.ts';

type Model = Monaco.editor.ITextModel;

export function registerManifests(monaco: typeof Monaco): void {
  monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: [' '],
    async provideCompletionItems(model, position, context) {
      const place = placeOf(model, position);
      // Enter takes a suggestion: so none comes unasked where a person may want nothing but a new line.
      if (context.triggerKind === monaco.languages.CompletionTriggerKind.TriggerCharacter && !place.inValue) return { suggestions: [] };
      if (/:$/.test(model.getLineContent(position.lineNumber).slice(0, position.column - 1))) return { suggestions: [] };
      const word = /[\w./-]*$/.exec(model.getLineContent(position.lineNumber).slice(0, position.column - 1))![0];
      const range = new monaco.Range(position.lineNumber, position.column - word.length, position.lineNumber, position.column + (/^[\w./-]*/.exec(model.getLineContent(position.lineNumber).slice(position.column - 1))![0].length));
      return { suggestions: await (place.inValue ? valueItems(monaco, place, range, model) : keyItems(monaco, place, range, model)) };
    },
  });
  monaco.languages.registerHoverProvider('yaml', {
    async provideHover(model, position) {
      const line = model.getLineContent(position.lineNumber);
      const key = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[^\s:#'"-][^:#]*?):(?:\s|$)/.exec(line);
      if (!key || position.column <= key[1]!.length || position.column > key[1]!.length + key[2]!.length + 1) return null;
      const place = placeAt(model.getLinesContent(), position.lineNumber - 1, key[1]!.length);
      const name = key[2]!.replace(/^["']|["']$/g, '');
      const shape = descend(await shapeOf(place.apiVersion, place.kind, model.getValue()), [...place.path, name]);
      if (!shape) return null;
      const range = new monaco.Range(position.lineNumber, key[1]!.length + 1, position.lineNumber, key[1]!.length + key[2]!.length + 1);
      return { range, contents: [{ value: `**${name}** \`${shape.type}\`${shape.required ? ' *required*' : ''}` }, ...(shape.doc ? [{ value: shape.doc }] : []), ...(shape.values ? [{ value: `One of: ${shape.values.map((v) => `\`${v}\``).join(', ')}` }] : [])] };
    },
  });
}

const placeOf = (model: Model, position: Monaco.Position): Place => placeAt(model.getLinesContent(), position.lineNumber - 1, position.column - 1);

async function keyItems(monaco: typeof Monaco, place: Place, range: Monaco.Range, model: Model): Promise<Monaco.languages.CompletionItem[]> {
  const shape = descend(await shapeOf(place.apiVersion, place.kind, model.getValue()), place.path);
  if (!shape) return [];
  if (place.path.length === 0 && place.indent === 0 && place.siblings.size === 0) return wholeItems(monaco, range);
  // A list's own place: a dash first.
  if (shape.holds === 'list') return [{ label: '- ', kind: monaco.languages.CompletionItemKind.Struct, insertText: '- ', range, detail: shape.type, documentation: shape.doc, command: again }];
  const line = model.getLineContent(range.startLineNumber);
  const beyond = ' '.repeat(Math.max(0, place.indent - (line.length - line.trimStart().length)));
  const hasColon = /^\s*:/.test(line.slice(range.endColumn - 1));
  return shape.names().filter((name) => !place.siblings.has(name) && name !== 'status').map((name, i): Monaco.languages.CompletionItem => {
    const field = shape.at(name);
    return {
      label: { label: name, description: field?.type }, kind: KINDS(monaco)[field?.holds ?? 'value'], range, sortText: `${field?.required ? '0' : '1'}${String(i).padStart(4, '0')}`,
      insertText: hasColon ? name : `${name}:${opening(field, beyond)}`, detail: field?.required ? `${field.type}, required` : field?.type, documentation: field?.doc, command: again,
    };
  });
}

/** Where a document begins: what it could be. */
const wholeItems = (monaco: typeof Monaco, range: Monaco.Range): Monaco.languages.CompletionItem[] => [
  ...['apiVersion', 'kind', 'metadata'].map((name, i): Monaco.languages.CompletionItem => ({ label: name, kind: monaco.languages.CompletionItemKind.Field, insertText: `${name}: `, range, sortText: `0${i}`, command: again })),
  ...EXAMPLES.map(({ title, what, text }, i): Monaco.languages.CompletionItem => ({ label: title, kind: monaco.languages.CompletionItemKind.Snippet, insertText: text, range, detail: what, documentation: text, sortText: `1${String(i).padStart(2, '0')}` })),
];

const again = { id: 'editor.action.triggerSuggest', title: 'Suggest' };
const KINDS = (monaco: typeof Monaco): Record<Shape['holds'], Monaco.languages.CompletionItemKind> => ({ fields: monaco.languages.CompletionItemKind.Class, list: monaco.languages.CompletionItemKind.Enum, map: monaco.languages.CompletionItemKind.Struct, value: monaco.languages.CompletionItemKind.Field });

function opening(shape: Shape | undefined, beyond: string): string {
  switch (shape?.holds) {
    case 'fields': case 'map': return `\n${beyond}  `;
    case 'list': return `\n${beyond}  - `;
    default: return ' ';
  }
}

async function valueItems(monaco: typeof Monaco, place: Place, range: Monaco.Range, model: Model): Promise<Monaco.languages.CompletionItem[]> {
  const item = (text: string, detail?: string, edits?: Monaco.editor.ISingleEditOperation[]): Monaco.languages.CompletionItem =>
    ({ label: text, kind: monaco.languages.CompletionItemKind.Value, insertText: text, range, ...(detail ? { detail } : {}), ...(edits ? { additionalTextEdits: edits } : {}) });
  const path = place.path.join('.');
  if (path === 'kind' || path === 'apiVersion') {
    const all = await servedKinds();
    if (path === 'apiVersion') return [...new Set(all.filter((k) => !place.kind || k.kind === place.kind).map((k) => k.apiVersion))].map((v) => item(v));
    const fitting = all.filter((k) => !place.apiVersion || k.apiVersion === place.apiVersion);
    // Without an apiVersion the kind brings its own.
    const above = new monaco.Range(range.startLineNumber, 1, range.startLineNumber, 1);
    const seen = new Set<string>();
    return (fitting.length > 0 ? fitting : all).filter((k) => !seen.has(`${k.apiVersion}/${k.kind}`) && seen.add(`${k.apiVersion}/${k.kind}`)).map((k) => item(k.kind, k.apiVersion, place.apiVersion || model.getLineCount() === 0 ? undefined : [{ range: above, text: `apiVersion: ${k.apiVersion}\n` }]));
  }
  if (place.kind === 'Fault' && path === 'spec.type') return FAULT_CARDS.map((card) => item(card.type, card.title));
  if (place.kind === 'Fault' && path === 'spec.target.kind') return [...new Set(FAULT_CARDS.flatMap((card) => card.targets))].map((kind) => item(kind));
  if (/(^|\.)(containers|initContainers)\.\[\]\.image$/.test(path)) return IMAGES.map((image) => item(image));
  const shape = descend(await shapeOf(place.apiVersion, place.kind, model.getValue()), place.path);
  return (shape?.values ?? []).map((v) => item(v));
}

/** Images that are often asked for. */
const IMAGES = ['nginx:1.27', 'httpd:2.4', 'busybox:1.36', 'alpine:3.20', 'redis:7', 'postgres:16', 'mysql:8.4', 'node:22', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/e2e-test-images/agnhost:2.53'];

/** What `@kubernetes/client-node`'s generated models say of each built-in type: fields, types, required marks, docs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const MODELS = new URL('../../node_modules/@kubernetes/client-node/dist/gen/models/', import.meta.url);

/** Models whose name is not just version + kind, because two groups have one. */
const PREFIXED = /^(Admissionregistration|Apiextensions|Apiregistration|Authentication|Core|Discovery|Events|Flowcontrol|Rbac|Resource|Storage)?(V\d\w*?)([A-Z].*)$/;

export async function loadModels() {
  const models = new Map();
  for (const file of readdirSync(MODELS)) {
    if (!file.endsWith('.js') || file === 'all.js' || file === 'ObjectSerializer.js') continue;
    const name = file.slice(0, -3);
    const module = await import(pathToFileURL(new URL(file, MODELS).pathname).href);
    const map = module[name]?.getAttributeTypeMap?.();
    const declaration = new URL(`${name}.d.ts`, MODELS);
    if (map && existsSync(declaration)) models.set(name, { name, ...readDeclaration(readFileSync(declaration, 'utf8')), map });
  }
  return models;
}

function readDeclaration(text) {
  const body = text.slice(text.indexOf('export declare class'), text.indexOf('static readonly discriminator'));
  const fields = new Map();
  for (const m of body.matchAll(/(?:\/\*\*\s*\n((?:\s*\*.*\n)*?)\s*\*\/\s*\n)?\s*'([^']+)'(\??): /g)) {
    fields.set(m[2].replace(/^_/, ''), { doc: docText(m[1]), required: m[3] === '' });
  }
  const before = text.slice(0, text.indexOf('export declare class'));
  const doc = docText(/\/\*\*\n((?:\*.*\n)*?)\*\/\n$/.exec(before)?.[1]);
  return { doc, fields };
}

const docText = (lines) => lines?.replace(/^\s*\* ?/gm, '').trim().replace(/\\(["'])/g, '$1');

/** `V1DeploymentSpec` -> candidates end in `.v1.DeploymentSpec`. */
export function versionAndKind(model) {
  const m = PREFIXED.exec(model);
  return m && { group: m[1]?.toLowerCase(), version: m[2].toLowerCase(), kind: m[3] };
}

/** A model's type text in the notation of schema.gen.json; `refOf` names the type a model stands for. */
export function typeOf(entry, refOf) {
  const { type, format } = entry;
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return `[]${typeOf({ type: list[1], format }, refOf)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `{}${typeOf({ type: map[1], format }, refOf)}`;
  if (type === 'string') return format === 'byte' ? 'bytes' : 'string';
  if (type === 'number') return format === 'double' ? 'double' : format || 'int';
  if (type === 'boolean') return 'bool';
  if (type === 'Date') return 'time';
  if (type === 'V1MicroTime') return 'microTime';
  if (type === 'IntOrString') return 'intOrString';
  if (type === 'any') return 'any';
  return refOf(type);
}

/** Reads a command line as pflag does: flags and arguments mixed, `--name=value`, `-nvalue`, bundles of letters, `--`. */
import { Failure } from '../failure.ts';
import type { Flag } from './flag.ts';
import { parseDuration } from '../text/duration.ts';

/** A wrong flag: `error: <message>` and a pointer to the help. */
export class FlagFailure extends Failure {}

export class Flags {
  readonly #defined: ReadonlyMap<string, Flag>;
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(defined: ReadonlyMap<string, Flag>, given: ReadonlyMap<string, readonly string[]>) {
    this.#defined = defined;
    this.#given = given;
  }

  /** The same, but for one flag's value. */
  with(name: string, value: string): Flags { return new Flags(this.#defined, new Map([...this.#given, [name, [value]]])); }

  has(name: string): boolean { return this.#defined.has(name); }
  /** Flags of the command line and their values, in the order in which they first came. */
  given(): [name: string, value: string][] { return [...this.#given].flatMap(([name, values]) => values.map((value): [string, string] => [name, value])); }
  changed(name: string): boolean { return this.#given.has(name); }
  /** The last value given, or the default. */
  string(name: string): string { return this.#given.get(name)?.at(-1) ?? this.#defined.get(name)?.value ?? ''; }
  bool(name: string): boolean { return TRUE.has(this.string(name)); }
  int(name: string): number { return Number(this.string(name)); }
  /** Milliseconds. */
  duration(name: string): number { return parseDuration(this.string(name)) ?? 0; }

  list(name: string): string[] {
    const flag = this.#defined.get(name);
    const values = this.#given.get(name) ?? (flag?.value ? [flag.value] : []);
    return flag?.kind === 'slice' || flag?.kind === 'map' ? values.flatMap(splitCsv) : [...values];
  }
}

export interface Parsed {
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many arguments stand before `--`; -1 without one. */
  readonly dashAt: number;
  /** Texts of `Flag --x has been deprecated`. */
  readonly deprecations: readonly string[];
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** Throws FlagFailure. `interspersed` false: the first argument ends the flags (plugins). */
export function parseFlags(words: readonly string[], defined: readonly Flag[]): Parsed {
  const byName = new Map(defined.map((flag) => [flag.name, flag]));
  const byLetter = new Map(defined.filter(({ shorthand }) => shorthand !== '').map((flag) => [flag.shorthand, flag]));
  const given = new Map<string, string[]>();
  const args: string[] = [];
  const deprecations: string[] = [];
  let dashAt = -1;
  const set = (flag: Flag, value: string, shown: string): void => {
    const wrong = problemOf(flag, value);
    if (wrong !== undefined) throw new FlagFailure(`invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${wrong}`);
    const values = given.get(flag.name);
    if (values) values.push(value);
    else given.set(flag.name, [value]);
    if (flag.deprecated !== undefined) deprecations.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') {
      dashAt = args.length;
      args.push(...words.slice(i + 1));
      break;
    }
    if (word.length < 2 || !word.startsWith('-')) {
      args.push(word);
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = (equals < 0 ? word.slice(2) : word.slice(2, equals)).replaceAll('_', '-');
      if (name === '' || name.startsWith('-') || name.startsWith('=')) throw new FlagFailure(`bad flag syntax: ${word}`);
      const flag = byName.get(name);
      if (!flag) throw new FlagFailure(`unknown flag: --${name}`);
      const shown = nameOf(flag);
      const bare = bareOf(flag);
      if (equals >= 0) set(flag, word.slice(equals + 1), shown);
      else if (bare !== undefined) set(flag, bare, shown);
      else if (i + 1 < words.length) set(flag, words[++i]!, shown);
      else throw new FlagFailure(`flag needs an argument: --${name}`);
    } else {
      for (let j = 1; j < word.length; j++) {
        const letter = word[j]!;
        const flag = byLetter.get(letter);
        if (!flag) throw new FlagFailure(`unknown shorthand flag: '${letter}' in -${word.slice(j)}`);
        const shown = nameOf(flag);
        const rest = word.slice(j + 1);
        const bare = bareOf(flag);
        if (rest.length > 1 && rest.startsWith('=')) { set(flag, rest.slice(1), shown); break; }
        if (bare !== undefined) { set(flag, bare, shown); continue; }
        if (rest !== '') { set(flag, rest, shown); break; }
        if (i + 1 >= words.length) throw new FlagFailure(`flag needs an argument: '${letter}' in -${word.slice(j)}`);
        set(flag, words[++i]!, shown);
        break;
      }
    }
  }
  return { flags: new Flags(byName, given), args, dashAt, deprecations };
}

const bareOf = (flag: Flag): string | undefined => flag.bare ?? (flag.kind === 'bool' ? 'true' : undefined);
const nameOf = ({ shorthand, name }: Flag): string => (shorthand === '' ? `--${name}` : `-${shorthand}, --${name}`);

/** Flags of 32 bits; others that are whole numbers have 64. */
const SHORT = new Set(['value', 'max', 'min']);

function problemOf({ kind, name }: Flag, value: string): string | undefined {
  const quoted = JSON.stringify(value);
  if (kind === 'bool' && !TRUE.has(value) && !FALSE.has(value)) return `strconv.ParseBool: parsing ${quoted}: invalid syntax`;
  if (kind === 'int' && !/^[+-]?(\d+|0x[0-9a-fA-F]+)$/.test(value)) return `strconv.ParseInt: parsing ${quoted}: invalid syntax`;
  if (kind === 'int' && SHORT.has(name) && Math.abs(Number(value)) > 2_147_483_647) return `strconv.ParseInt: parsing ${quoted}: value out of range`;
  if (kind === 'duration' && parseDuration(value) === undefined) return /^[+-]?[\d.]+$/.test(value) ? `time: missing unit in duration ${quoted}` : `time: invalid duration ${quoted}`;
  if (kind === 'map') for (const pair of value.split(',')) if (!pair.includes('=')) return `${pair} must be formatted as key=value`;
  return undefined;
}

/** Commas split, except within double quotes. */
function splitCsv(text: string): string[] {
  if (text === '') return [];
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const [, quoted, plain] of text.matchAll(pattern)) fields.push(quoted === undefined ? plain ?? '' : quoted.replaceAll('""', '"'));
  return fields;
}

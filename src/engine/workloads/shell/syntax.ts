/** What a shell's text means: lists of pipelines of commands, made of words (POSIX.1-2017, Shell Command Language). */

export type Part =
  | { readonly is: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly is: 'variable'; readonly name: string; readonly operator?: string; readonly word?: Word; readonly quoted: boolean }
  | { readonly is: 'command'; readonly list: List; readonly quoted: boolean }
  | { readonly is: 'arithmetic'; readonly text: Word; readonly quoted: boolean };

export type Word = readonly Part[];

export interface Redirect {
  readonly descriptor: number;
  readonly operator: '>' | '>>' | '<' | '>&' | '<<' | '&>';
  readonly target: Word;
}

interface Redirected { readonly redirects: readonly Redirect[] }

export type Node =
  | (Redirected & { readonly is: 'simple'; readonly assigns: readonly (readonly [name: string, value: Word])[]; readonly words: readonly Word[] })
  | (Redirected & { readonly is: 'if'; readonly branches: readonly (readonly [condition: List, body: List])[]; readonly otherwise?: List })
  | (Redirected & { readonly is: 'while'; readonly until: boolean; readonly condition: List; readonly body: List })
  | (Redirected & { readonly is: 'for'; readonly name: string; /** Absent = the arguments. */ readonly words?: readonly Word[]; readonly body: List })
  | (Redirected & { readonly is: 'case'; readonly word: Word; readonly arms: readonly (readonly [patterns: readonly Word[], body: List])[] })
  | (Redirected & { readonly is: 'group'; readonly body: List; readonly subshell: boolean })
  | (Redirected & { readonly is: 'function'; readonly name: string; readonly body: Node });

export interface Pipeline { readonly commands: readonly Node[]; readonly not: boolean }

export interface AndOr {
  readonly pipelines: readonly Pipeline[];
  /** Between a pipeline and the next. */
  readonly operators: readonly ('&&' | '||')[];
  readonly background: boolean;
}

export type List = readonly AndOr[];

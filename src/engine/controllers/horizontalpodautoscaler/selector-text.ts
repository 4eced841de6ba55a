/** A label selector as text, as a scale's status has it: `app=web,tier in (a,b),!old`. */
import { selectorOf, type Labels } from '../support/selector.ts';
import type { LabelSelector } from '../../api/types.ts';

export interface ParsedSelector { equal: Record<string, string>; matches(labels: Labels | undefined): boolean }

const parsed = new Map<string, ParsedSelector>();

export function parseSelector(text: string): ParsedSelector {
  let result = parsed.get(text);
  if (!result) parsed.set(text, (result = parse(text)));
  return result;
}

function parse(text: string): ParsedSelector {
  const equal: Record<string, string> = {};
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const set = /^(\S+) (in|notin) \((.*)\)$/.exec(part), pair = /^([^!=]+)(!=|==|=)(.*)$/.exec(part);
    if (set) matchExpressions.push({ key: set[1], operator: set[2] === 'in' ? 'In' : 'NotIn', values: set[3].split(',') });
    else if (pair && pair[2] !== '!=') equal[pair[1]] = pair[3];
    else if (pair) matchExpressions.push({ key: pair[1], operator: 'NotIn', values: [pair[3]] });
    else if (part.startsWith('!')) matchExpressions.push({ key: part.slice(1), operator: 'DoesNotExist' });
    else if (part) matchExpressions.push({ key: part, operator: 'Exists' });
  }
  const selector = selectorOf({ matchLabels: equal, matchExpressions });
  return { equal, matches: (labels) => selector.matches(labels) };
}

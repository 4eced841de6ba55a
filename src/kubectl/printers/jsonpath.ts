/** `-o jsonpath=...` and `-o jsonpath-as-json=...`. */
import { sortedJson } from '../../engine/api/sorted-json.ts';
import { Failure } from '../failure.ts';
import { goSyntax, goText } from '../text/go-value.ts';
import { evaluate, parseTemplate, type Template } from '../text/jsonpath.ts';
import { toJson } from './json.ts';

export function jsonPathPrinter(source: string, allowMissing: boolean, asJson: boolean): (object: unknown) => string {
  let template: Template;
  try {
    template = parseTemplate(source);
  } catch (error) {
    throw new Failure(`error parsing jsonpath ${source}, ${error instanceof Error ? error.message : String(error)}`);
  }
  return (object) => {
    try {
      const groups = evaluate(template, object, allowMissing);
      return groups.map((group) => (asJson ? toJson(group) : group.map(valueText).join(' '))).join('');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Failure(`error executing jsonpath ${JSON.stringify(source)}: Error executing template: ${why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`);
    }
  };
}

const valueText = (value: unknown): string => (value !== null && typeof value === 'object' ? sortedJson(value) : value === null ? 'null' : goText(value));

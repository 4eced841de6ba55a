/** `-o go-template=...`: Go's text/template over the object's JSON. */
import { sortedJson } from '../../engine/api/sorted-json.ts';
import { Failure, TemplateFailure } from '../failure.ts';
import { goText } from '../text/go-value.ts';
import { ExecutionError, executeTemplate, parseGoTemplate, type GoTemplate } from '../text/go-template.ts';

export function goTemplatePrinter(source: string, allowMissing: boolean): (object: unknown) => string {
  let template: GoTemplate;
  try {
    template = parseGoTemplate(source);
  } catch (error) {
    throw new Failure(`error parsing template ${source}, ${error instanceof Error ? error.message : String(error)}`);
  }
  return (object) => {
    try {
      return executeTemplate(template, object, allowMissing);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new TemplateFailure(`error executing template ${JSON.stringify(source)}: ${why}`, `${error instanceof ExecutionError ? error.written : ''}Error executing template: ${why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\traw data was:\n\t\t${sortedJson(object)}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`);
    }
  };
}

/** `-o go-template=...`: Go's text/template over the object's JSON. */
import { Failure } from '../failure.ts';
import { goSyntax } from '../text/go-value.ts';
import { executeTemplate, parseGoTemplate, type GoTemplate } from '../text/go-template.ts';

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
      throw new Failure(`error executing template ${JSON.stringify(source)}: ${why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\traw data was:\n\t\t${JSON.stringify(object)}\n\tobject given to template engine was:\n\t\t${goSyntax(object).replaceAll('interface {}', 'interface {}')}\n\n`);
    }
  };
}

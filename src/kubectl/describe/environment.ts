/** `Environment:` of a container: values, and where they come from. */
import type { Container, Pod } from '../../engine/api/types.ts';
import type { DescribeWriter } from './describer.ts';
import { fieldText, resourceFieldText } from './downward.ts';

export function environmentLines(out: DescribeWriter, container: Container, pod: Pod | undefined): void {
  fromLines(out, container.envFrom ?? []);
  const variables = container.env ?? [];
  out.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of variables) {
    if (!valueFrom) {
      (value ?? '').split('\n').forEach((line, i) => out.line(3, `${i === 0 ? `${name}:` : ''}\t${line}`));
    } else if (valueFrom.fieldRef) {
      const { apiVersion = '', fieldPath } = valueFrom.fieldRef;
      out.line(3, `${name}:\t${pod ? fieldText(pod, fieldPath) : ''} (${apiVersion}:${fieldPath})`);
    } else if (valueFrom.resourceFieldRef) {
      const { resource, divisor } = valueFrom.resourceFieldRef;
      out.line(3, `${name}:\t${resourceFieldText(resource, divisor, container)} (${resource})`);
    } else if (valueFrom.secretKeyRef) {
      const { key, name: secret = '', optional = false } = valueFrom.secretKeyRef;
      out.line(3, `${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`);
    } else if (valueFrom.configMapKeyRef) {
      const { key, name: map = '', optional = false } = valueFrom.configMapKeyRef;
      out.line(3, `${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`);
    }
  }
}

function fromLines(out: DescribeWriter, sources: NonNullable<Container['envFrom']>): void {
  if (sources.length === 0) return;
  out.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix } of sources) {
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    out.line(3, `${name}\t${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`);
  }
}

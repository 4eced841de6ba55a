/** What `kubectl explain fault` says: the Fault's OpenAPI schema, with the types from their list. */
import { faultTypes } from './index.ts';

const text = (description: string): object => ({ type: 'string', description });

export const FAULT_OPENAPI: Record<string, unknown> = {
  type: 'object',
  description: 'Fault is a failure of the simulated cluster as an object: creating it strikes, deleting it (or the end of its duration) heals.',
  required: ['spec'],
  properties: {
    apiVersion: text('APIVersion of this object.'),
    kind: text('Kind of this object.'),
    metadata: { type: 'object', description: 'Standard object metadata.' },
    spec: {
      type: 'object', required: ['type'], description: 'What strikes what, and for how long.',
      properties: {
        type: text(`The type of failure: ${faultTypes.map((fault) => `${fault.type} (${fault.description})`).join(' ')}`),
        target: {
          type: 'object', description: 'What it strikes, by name.',
          properties: { kind: text('Pod, Node, Zone, Component or Cluster.'), namespace: text('Of a pod; default if left out.'), name: text('Name of the target.') },
        },
        selector: {
          type: 'object', description: 'What it strikes, by labels; with mode.',
          properties: { kind: text('Pod or Node.'), namespace: text('Of pods; all if left out.'), labelSelector: { type: 'object', description: 'A label selector, as everywhere.' } },
        },
        mode: text('How many of what the selector finds: one (default), all, fixed (value of them), percent (value percent of them).'),
        value: { type: 'integer', description: 'For mode fixed and percent.' },
        delay: text('Such as 30s or 5m: strikes so long after it was made. Without it, at once.'),
        duration: text('Such as 30s or 5m: heals by itself afterwards. Without it, deleting the Fault heals.'),
        parameters: { type: 'object', description: 'Parameters of the type.', additionalProperties: true },
      },
    },
    status: {
      type: 'object', description: 'What came of it.',
      properties: {
        phase: text('Pending, Active, Finished or Failed.'), message: text('Why it failed.'), startTime: text('When it struck.'), endTime: text('When it was over.'),
        targets: { type: 'array', description: 'What it struck.', items: { type: 'object', properties: { kind: text('Kind.'), namespace: text('Namespace.'), name: text('Name.') } } },
      },
    },
  },
};

import { describe, expect, it } from 'vitest';
import { fieldLine, splitDocuments } from './fieldLine.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: x
  labels:
    app.kubernetes.io/name: x
spec:
  # the first
  containers:
    - name: a
      image: one
    - name: b
      ports:
      - containerPort: 80
      - containerPort: 99999
`;

describe('fieldLine', () => {
  it.each([
    ['metadata.name', 3], ['spec.containers[0].image', 10], ['spec.containers[1].ports[1].containerPort', 14], ['metadata.labels[app.kubernetes.io/name]', 5],
    ['spec.containers[1].image', 11], ['spec.volumes[0]', 6], ['', 0], ['spec.containers[name="b"].ports', 12], ['spec.containers[name="b"].ports[containerPort=99999,protocol="TCP"]', 14],
  ])('%s is at line %i', (path, line) => expect(fieldLine(POD, path)).toBe(line));
});

describe('splitDocuments', () => {
  it('keeps the line each begins at and leaves out empty ones', () => {
    expect(splitDocuments('---\na: 1\n---\n# nothing\n---\nb: 2\n').map((d) => [d.line, d.text.trim()])).toEqual([[1, 'a: 1'], [5, 'b: 2']]);
  });
});

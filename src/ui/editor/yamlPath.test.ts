import { describe, expect, it } from 'vitest';
import { placeAt } from './yamlPath.ts';

const TEXT = `apiVersion: v1
kind: Pod
metadata:
  name: x
---
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 3
  
  template:
    spec:
      containers:
      - name: a
        image: one
        
      - name: b
        ports:
          - containerPort: 80
            
          - 
`;
const lines = TEXT.split('\n');
const at = (line: number, column: number): [string, boolean, string[]] => { const p = placeAt(lines, line, column); return [`${p.kind} ${p.path.join('.')}`, p.inValue, [...p.siblings].sort()]; };

describe('placeAt', () => {
  it('knows the document', () => expect(at(3, 3)).toEqual(['Pod metadata', false, []]));
  it('is in a mapping', () => expect(at(9, 2)).toEqual(['Deployment spec', false, ['replicas', 'template']]));
  it('is at a value', () => expect(at(8, 12)).toEqual(['Deployment spec.replicas', true, ['template']]));
  it('is in an item of a list that is not indented', () => expect(at(15, 8)).toEqual(['Deployment spec.template.spec.containers.[]', false, ['image', 'name']]));
  it('is in an item of a list in a list', () => expect(at(19, 12)).toEqual(['Deployment spec.template.spec.containers.[].ports.[]', false, ['containerPort']]));
  it('is in a new item', () => expect(at(20, 12)).toEqual(['Deployment spec.template.spec.containers.[].ports.[]', false, []]));
  it('is at the root', () => expect(at(21, 0)).toEqual(['Deployment ', false, ['apiVersion', 'kind', 'spec']]));
});

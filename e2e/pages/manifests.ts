/** A Deployment of so many replicas, as a person might write it; requests so small that a node takes hundreds. */
export const deploymentText = (name: string, replicas: number, image = 'nginx:1.27'): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: app, image: "${image}", resources: {requests: {cpu: 20m, memory: 16Mi}}}]}
`;

/** The example gallery. */
export interface Example { readonly title: string; readonly file: string; readonly what: string; readonly text: string }

const deployment = (name: string, image: string, replicas: number, port: number, extra = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: ${image}
          ports:
            - containerPort: ${port}
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
${extra}`;

const service = (name: string, port: number, target: number, type = 'ClusterIP'): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: ${type}
  selector:
    app: ${name}
  ports:
    - port: ${port}
      targetPort: ${target}
`;

export const EXAMPLES: readonly Example[] = [
  { title: 'nginx Deployment', file: 'nginx-deployment.yaml', what: 'Three replicas behind one template', text: deployment('nginx', 'nginx:1.27', 3, 80) },
  { title: 'nginx Pod', file: 'nginx-pod.yaml', what: 'One pod that nothing looks after', text: `apiVersion: v1
kind: Pod
metadata:
  name: nginx
  labels:
    app: nginx
spec:
  containers:
    - name: nginx
      image: nginx:1.27
      ports:
        - containerPort: 80
` },
  { title: 'Service', file: 'nginx-service.yaml', what: 'One address for the nginx pods', text: service('nginx', 80, 80) },
  { title: 'ConfigMap', file: 'configmap.yaml', what: 'Settings, apart from the image', text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: app-config
data:
  LOG_LEVEL: info
  greeting.txt: |
    Hello from a bottle.
` },
  { title: 'Web with its Service', file: 'web.yaml', what: 'Two documents: five replicas and a NodePort', text: `${deployment('web', 'nginx:1.27', 5, 80, `          readinessProbe:
            httpGet:
              path: /
              port: 80
            initialDelaySeconds: 2
            periodSeconds: 5
`)}---
${service('web', 80, 80, 'NodePort')}` },
  { title: 'Spread over zones', file: 'spread.yaml', what: 'Topology spread: no zone holds them all', text: `${deployment('spread', 'nginx:1.27', 6, 80)}      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: spread
` },
  { title: 'Does not fit', file: 'too-big.yaml', what: 'Asks for more CPU than any node has: see why it waits', text: `apiVersion: v1
kind: Pod
metadata:
  name: too-big
spec:
  containers:
    - name: main
      image: nginx:1.27
      resources:
        requests:
          cpu: "64"
` },
  { title: 'Image that is not there', file: 'bad-image.yaml', what: 'ErrImagePull, then ImagePullBackOff', text: `apiVersion: v1
kind: Pod
metadata:
  name: bad-image
spec:
  containers:
    - name: main
      image: registry.example/none:404
` },
  { title: 'Job', file: 'job.yaml', what: 'Runs to completion, three times, two at a time', text: `apiVersion: batch/v1
kind: Job
metadata:
  name: count
spec:
  completions: 3
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: count
          image: busybox:1.36
          command: ["sleep", "5"]
` },
  { title: 'DaemonSet', file: 'daemonset.yaml', what: 'One pod on every node', text: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: nginx:1.27
` },
];

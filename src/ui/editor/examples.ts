import { asking, CRASH, DRAIN, ECHO, LEDGER } from './storyParts.ts';

/** The example gallery. Each is a text that a person could have written; the first is what a first visit opens. */
export const EXAMPLE_GROUPS = ['Begin here', 'Workloads', 'Rollouts', 'Scheduling and limits', 'Things that go wrong'] as const;

export interface Example { readonly group: (typeof EXAMPLE_GROUPS)[number]; readonly title: string; readonly file: string; readonly what: string; readonly text: string }

interface Parts { readonly labels?: Readonly<Record<string, string>>; readonly container?: string; readonly pod?: string; readonly spec?: string }

const indented = (text: string, columns: number): string => text.split('\n').map((line) => (line === '' ? line : ' '.repeat(columns) + line)).join('\n');
const labelLines = (labels: Readonly<Record<string, string>>, columns: number): string => Object.entries(labels).map(([key, value]) => `${' '.repeat(columns)}${key}: ${value}`).join('\n');

/** `container`, `pod` and `spec` are lines added to those places, without their indentation. */
const deployment = (name: string, image: string, replicas: number, port: number, { labels = { app: name }, container = '', pod = '', spec = '' }: Parts = {}): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
${labelLines(labels, 4)}
spec:
  replicas: ${replicas}
${indented(spec, 2)}  selector:
    matchLabels:
${labelLines(labels, 6)}
  template:
    metadata:
      labels:
${labelLines(labels, 8)}
    spec:
      containers:
        - name: ${image.split('/').at(-1)!.split(':')[0]}
          image: ${image}
          ports:
            - containerPort: ${port}
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
${indented(container, 10)}${indented(pod, 6)}`;

const service = (name: string, port: number, target: number, type = 'ClusterIP', selector = `app: ${name}`): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: ${type}
  selector:
    ${selector}
  ports:
    - port: ${port}
      targetPort: ${target}
`;

const READINESS = `readinessProbe:
  httpGet:
    path: /
    port: 80
  initialDelaySeconds: 2
  periodSeconds: 5
`;

const HPA = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: busy
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: busy
  minReplicas: 1
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
`;

/** Works for a while at each request: what an autoscaler is for. */
const BUSY = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: busy
spec:
  selector:
    matchLabels:
      app: busy
  template:
    metadata:
      labels:
        app: busy
    spec:
      containers:
        - name: busy
          image: registry.k8s.io/hpa-example
          ports:
            - containerPort: 80
          resources:
            requests:
              cpu: 200m
            limits:
              cpu: 500m
`;

const PDB = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: guarded
spec:
  minAvailable: 2
  selector:
    matchLabels:
      app: guarded
`;

const QUOTA = `apiVersion: v1
kind: Namespace
metadata:
  name: small
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: three-pods
  namespace: small
spec:
  hard:
    pods: "3"
    requests.cpu: "1"
`;

export const EXAMPLES: readonly Example[] = [
  {
    group: 'Begin here', title: 'nginx Deployment of 3', file: 'nginx-deployment.yaml', what: 'Three replicas behind one template',
    text: deployment('nginx', 'nginx:1.27', 3, 80),
  },
  {
    group: 'Begin here', title: 'nginx Pod', file: 'nginx-pod.yaml', what: 'One pod that nothing looks after',
    text: `apiVersion: v1
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
`,
  },
  {
    group: 'Begin here', title: 'Service', file: 'nginx-service.yaml', what: 'One address for the nginx pods',
    text: service('nginx', 80, 80),
  },
  {
    group: 'Begin here', title: 'ConfigMap', file: 'configmap.yaml', what: 'Settings, apart from the image',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: app-config
data:
  LOG_LEVEL: info
  greeting.txt: |
    Hello from a bottle.
`,
  },
  {
    group: 'Begin here', title: 'Web with its Service', file: 'web.yaml', what: 'Two documents: five replicas and a NodePort',
    text: `${deployment('web', 'nginx:1.27', 5, 80, { container: READINESS })}---\n${service('web', 80, 80, 'NodePort')}`,
  },
  {
    group: 'Workloads', title: 'StatefulSet', file: 'statefulset.yaml', what: 'Pods with names that stay, one after the other',
    text: `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
    - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: postgres
          image: postgres:16
          ports:
            - containerPort: 5432
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: ["ReadWriteOnce"]
        resources:
          requests:
            storage: 1Gi
`,
  },
  {
    group: 'Workloads', title: 'DaemonSet', file: 'daemonset.yaml', what: 'One pod on every node',
    text: `apiVersion: apps/v1
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
          image: busybox:1.36
          command: ["sh", "-c", "while true; do sleep 60; done"]
`,
  },
  {
    group: 'Workloads', title: 'Job', file: 'job.yaml', what: 'Runs to completion, three times, two at a time',
    text: `apiVersion: batch/v1
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
`,
  },
  {
    group: 'Workloads', title: 'CronJob', file: 'cronjob.yaml', what: 'A Job every minute; the last three are kept',
    text: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "* * * * *"
  successfulJobsHistoryLimit: 3
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: report
              image: busybox:1.36
              command: ["sh", "-c", "echo reporting; sleep 3"]
`,
  },
  {
    group: 'Rollouts', title: 'Rolling update', file: 'rolling-update.yaml', what: 'Six replicas, one more at a time and none less: change the image and apply again',
    text: deployment('rolling', 'nginx:1.26', 6, 80, { container: READINESS, spec: 'minReadySeconds: 3\nstrategy:\n  type: RollingUpdate\n  rollingUpdate:\n    maxSurge: 1\n    maxUnavailable: 0\n' }),
  },
  {
    group: 'Rollouts', title: 'Canary', file: 'canary.yaml', what: 'One Service over nine stable pods and a new one: every tenth answer is the canary\'s. Scale one up and the other down',
    text: `${deployment('shop-stable', ECHO, 9, 5678, { labels: { app: 'shop', track: 'stable' }, container: 'args: ["-text=stable"]\n' })}---\n${deployment('shop-canary', ECHO, 1, 5678, { labels: { app: 'shop', track: 'canary' }, container: 'args: ["-text=canary"]\n' })}---\n${service('shop', 80, 5678)}---\n${asking('visitor', 'shop', 0.1)}`,
  },
  {
    group: 'Rollouts', title: 'Blue and green', file: 'blue-green.yaml', what: 'Two whole sets; the Service selects one: change its colour and apply again, and all requests go to the other',
    text: `${deployment('site-blue', ECHO, 3, 5678, { labels: { app: 'site', colour: 'blue' }, container: 'args: ["-text=blue"]\n' })}---\n${deployment('site-green', ECHO, 3, 5678, { labels: { app: 'site', colour: 'green' }, container: 'args: ["-text=green"]\n' })}---\n${service('site', 80, 5678, 'ClusterIP', 'app: site\n    colour: blue')}---\n${asking('visitor-of-site', 'site', 0.1)}`,
  },
  {
    group: 'Rollouts', title: 'Recreate', file: 'recreate.yaml', what: 'All old pods go before the first new one comes',
    text: deployment('single', 'nginx:1.26', 3, 80, { spec: 'strategy:\n  type: Recreate\n' }),
  },
  {
    group: 'Scheduling and limits', title: 'Autoscaler under load', file: 'autoscaler.yaml', what: 'A pod asks without end; replicas follow. Delete it, and five minutes later they go',
    text: `${BUSY}---\n${service('busy', 80, 80)}---\n${HPA}---\n${asking('load-generator', 'busy', 0.01)}`,
  },
  {
    group: 'Scheduling and limits', title: 'Disruption budget', file: 'disruption-budget.yaml', what: 'A drain may take one of these at a time',
    text: `${deployment('guarded', 'nginx:1.27', 3, 80)}---\n${PDB}`,
  },
  {
    group: 'Scheduling and limits', title: 'Drain with a budget', file: 'drain.yaml', what: 'After a minute node-1 is drained; its pods leave one by one, as the budget allows. Heal the fault, and the node takes pods again',
    text: `${deployment('patient', 'nginx:1.27', 6, 80, { container: READINESS.replace('initialDelaySeconds: 2', 'initialDelaySeconds: 10') })}---\n${PDB.replaceAll('guarded', 'patient').replace('minAvailable: 2', 'minAvailable: 5')}---\n${DRAIN}`,
  },
  {
    group: 'Scheduling and limits', title: 'Spread over zones', file: 'spread.yaml', what: 'Topology spread: no zone holds them all',
    text: deployment('spread', 'nginx:1.27', 6, 80, { pod: 'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: spread\n' }),
  },
  {
    group: 'Scheduling and limits', title: 'Apart from each other', file: 'anti-affinity.yaml', what: 'No two on one node: the fourth of four waits on three nodes',
    text: deployment('apart', 'nginx:1.27', 4, 80, { pod: 'affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      - topologyKey: kubernetes.io/hostname\n        labelSelector:\n          matchLabels:\n            app: apart\n' }),
  },
  {
    group: 'Scheduling and limits', title: 'Priority', file: 'priority.yaml', what: 'A class whose pods push others aside when room is short',
    text: `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: urgent
value: 100000
description: Goes first.
---
apiVersion: v1
kind: Pod
metadata:
  name: first-in-line
spec:
  priorityClassName: urgent
  containers:
    - name: main
      image: nginx:1.27
      resources:
        requests:
          cpu: "2"
`,
  },
  {
    group: 'Scheduling and limits', title: 'Quota and limits', file: 'quota.yaml', what: 'A namespace that may have three pods and no more; the fourth is refused',
    text: `${QUOTA}---\n${deployment('many', 'nginx:1.27', 5, 80).replace('  name: many\n', '  name: many\n  namespace: small\n')}`,
  },
  {
    group: 'Scheduling and limits', title: 'Network policy', file: 'network-policy.yaml', what: 'Only the front may talk to the back',
    text: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: back-from-front
spec:
  podSelector:
    matchLabels:
      app: back
  policyTypes: ["Ingress"]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: front
      ports:
        - protocol: TCP
          port: 80
`,
  },
  {
    group: 'Things that go wrong', title: 'Crash loop', file: 'crash-loop.yaml', what: 'Ends with code 1 after three seconds, and again, ever later',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: crash-loop
spec:
  containers:
    - name: main
      image: busybox:1.36
      command: ["sh", "-c", "sleep 3; exit 1"]
`,
  },
  {
    group: 'Things that go wrong', title: 'Image that is not there', file: 'bad-image.yaml', what: 'ErrImagePull, then ImagePullBackOff',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: bad-image
spec:
  containers:
    - name: main
      image: nginx:does-not-exist
`,
  },
  {
    group: 'Things that go wrong', title: 'Does not fit', file: 'too-big.yaml', what: 'Asks for more CPU than any node has: see why it waits',
    text: `apiVersion: v1
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
`,
  },
  {
    group: 'Things that go wrong', title: 'No node has the label', file: 'no-such-node.yaml', what: 'A selector that no node matches',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: picky
spec:
  nodeSelector:
    disktype: gold
  containers:
    - name: main
      image: nginx:1.27
`,
  },
  {
    group: 'Things that go wrong', title: 'Stuck rollout', file: 'stuck-rollout.yaml', what: 'A new image that cannot be pulled: old pods go on serving, the rollout fails after a minute',
    text: deployment('stuck', 'nginx:does-not-exist', 3, 80, { spec: 'progressDeadlineSeconds: 60\n' }),
  },
  {
    group: 'Things that go wrong', title: 'A disk on a dead node', file: 'dead-node-disk.yaml', what: 'After a minute node-1 loses power: its pod is Terminating and stays so, for nobody can say that it no longer writes. Delete the node, or taint it node.kubernetes.io/out-of-service, and the pod comes back elsewhere with its disk',
    text: `${LEDGER}---\n${CRASH}`,
  },
  {
    group: 'Things that go wrong', title: 'Mistakes to mend', file: 'mistakes.yaml', what: 'Three errors, each shown at its line',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: Mistakes
spec:
  replicas: 2
  selector:
    matchLabels:
      app: mistakes
  template:
    metadata:
      labels:
        app: mistake
    spec:
      containers:
        - name: main
          image: nginx:1.27
          ports:
            - containerPort: 80000
`,
  },
];

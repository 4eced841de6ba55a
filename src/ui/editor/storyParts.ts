/** Parts of the gallery's examples in which something happens by itself: who asks, what fails, what it strikes. */
export const ECHO = 'hashicorp/http-echo:1.0';

/** Asks a Service for ever, with a pause of so many seconds; deleting it takes the load away. */
export const asking = (name: string, of: string, pause: number): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: load
      image: busybox:1.36
      command: ["sh", "-c", "while sleep ${pause}; do wget -q -O- http://${of}; done"]
`;

/** The node is emptied a while after everything runs. */
export const DRAIN = `apiVersion: sandbox.bottleship.dev/v1alpha1
kind: Fault
metadata:
  name: maintenance
spec:
  type: NodeDrain
  delay: 60s
  target:
    kind: Node
    name: node-1
`;

export const CRASH = `apiVersion: sandbox.bottleship.dev/v1alpha1
kind: Fault
metadata:
  name: power-cut
spec:
  type: NodeCrash
  delay: 60s
  target:
    kind: Node
    name: node-1
`;

export const LEDGER = `apiVersion: v1
kind: Service
metadata:
  name: ledger
spec:
  clusterIP: None
  selector:
    app: ledger
  ports:
    - port: 6379
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ledger
spec:
  serviceName: ledger
  replicas: 2
  selector:
    matchLabels:
      app: ledger
  template:
    metadata:
      labels:
        app: ledger
    spec:
      # The first choice is the node that is about to die; two on one node there are not.
      affinity:
        nodeAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              preference:
                matchExpressions:
                  - key: kubernetes.io/hostname
                    operator: In
                    values: ["node-1"]
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels:
                  app: ledger
      # Half a minute after its node is given up the pod is to go, not five minutes.
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoExecute
          tolerationSeconds: 30
      containers:
        - name: redis
          image: redis:7
          ports:
            - containerPort: 6379
          volumeMounts:
            - name: data
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: ["ReadWriteOnce"]
        resources:
          requests:
            storage: 1Gi
`;

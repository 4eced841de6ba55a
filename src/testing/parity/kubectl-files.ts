/** The files that the lines of `kubectl-lines.txt` name. */
const deployment = (image: string, replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: c
        image: ${image}
        ports:
        - containerPort: 80
`;

export const LINES_FILES: Readonly<Record<string, string>> = {
  'dep.yaml': deployment('nginx:1.25', 2),
  'dep2.yaml': deployment('nginx:1.26', 3),
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p1\n  labels:\n    app: p1\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - name: c\n    image: nginx:1.25\n',
  'multi.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m1\n  labels:\n    set: one\ndata:\n  a: "1"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m2\n  labels:\n    set: one\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: m3\nstringData:\n  k: v\n',
  'multi-b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m1\n  labels:\n    set: one\ndata:\n  a: "2"\n',
  'list.json': '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"l1"}},{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"l2"}}]}\n',
  'bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\ndat:\n  a: b\n',
  'invalid.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: Bad_Name\nspec:\n  containers:\n  - image: x\n',
  'nokind.yaml': 'apiVersion: v1\nmetadata:\n  name: x\n',
  'unknown.yaml': 'apiVersion: v1\nkind: Podd\nmetadata:\n  name: x\n',
  'broken.yaml': 'a: b\n c: d\n',
  'empty.yaml': '',
  'dir/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: da\n',
  'dir/b.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"db"}}',
  'dir/notes.txt': 'nothing\n',
  'data.txt': 'hello\nworld\n',
  'vars.env': '# comment\nA=1\nB=two words\n',
  'columns.txt': 'NAME IMAGE\n.metadata.name .spec.containers[0].image\n',
  'names.tpl': '{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}',
  'svc.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n',
};

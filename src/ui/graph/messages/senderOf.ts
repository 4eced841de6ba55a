const NAMES: Readonly<Record<string, string>> = { you: 'You', apiserver: 'kube-apiserver', etcd: 'etcd', scheduler: 'kube-scheduler', controllers: 'kube-controller-manager', cloud: 'cloud-controller-manager', faults: 'Faults' };

/** Who sends what starts at that box. */
export const senderOf = (box: string): string => NAMES[box] ?? (box.startsWith('Node//') ? `kubelet ${box.slice(6)}` : 'a kubelet');

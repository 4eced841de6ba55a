import { defineFault } from './fault.ts';
import { apiServerDown, etcdDown } from './outage.ts';
import { componentsOf, kubeletsNamed, proxyNamed } from './targets.ts';

/** A component of the control plane stops. */
export const componentDown = defineFault({
  type: 'ComponentDown', title: 'Component down', family: 'control plane', icon: 'down', targets: ['Component'],
  description: 'The component stops: without a scheduler nothing is placed, without the controller manager nothing heals, without API server or etcd nobody can read or write, without kubelets no pod starts and nodes turn NotReady, without kube-proxy Services keep the endpoints that they had, without coredns no name resolves. Running pods run on. Of three replicas another takes over.',
  inject({ cluster, target }) {
    if (/^etcd(-\d+)?$/.test(target.name)) return etcdDown(cluster, target.name);
    if (target.name === 'coredns') return cluster.programs.stopDns();
    const proxy = proxyNamed(cluster, target.name);
    if (proxy) return cluster.programs.stopProxy(proxy.node);
    const kubelets = kubeletsNamed(cluster, target.name);
    if (kubelets) {
      for (const kubelet of kubelets) kubelet.setRunning(false);
      return () => { for (const kubelet of kubelets) kubelet.setRunning(true); };
    }
    const components = componentsOf(cluster, target.name);
    const restore = components[0]!.name === 'kube-apiserver' ? apiServerDown(cluster) : undefined;
    for (const component of components) component.stop();
    return () => {
      restore?.();
      for (const component of components) component.resume();
    };
  },
});

import { defineFault } from './fault.ts';
import { kubeletsOfZone } from './targets.ts';

/** All machines of a zone lose power together. */
export const zoneOutage = defineFault({
  type: 'ZoneOutage', title: 'Zone outage', family: 'network', icon: 'zone', targets: ['Zone'],
  description: 'Every machine of the zone loses power at once. Healing switches them on again.',
  inject({ cluster, target }) {
    const kubelets = kubeletsOfZone(cluster, target.name);
    for (const kubelet of kubelets) kubelet.powerOff();
    return () => { for (const kubelet of kubelets) kubelet.powerOn(); };
  },
});

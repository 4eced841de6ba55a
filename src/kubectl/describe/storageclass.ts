/** Cluster-wide objects of storage: StorageClasses, VolumeAttributesClasses, CSINodes. */
import type { CSINode, StorageClass, VolumeAttributesClass } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { boolText, goList, rfc1123 } from './go-values.ts';
import { columnLines, eventsOf, formatLabels, metadataLines } from './parts.ts';

const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const storageClassDescriber: Describer = {
  group: 'storage.k8s.io', kind: 'StorageClass',
  *describe(context, object, out) {
    const it = object as unknown as StorageClass;
    const { annotations } = it.metadata;
    out.line(0, `Name:\t${it.metadata.name ?? ''}`);
    out.line(0, `IsDefaultClass:\t${DEFAULT_CLASS.some((key) => annotations?.[key] === 'true') ? 'Yes' : 'No'}`);
    out.line(0, `Annotations:\t${formatLabels(annotations)}`);
    out.line(0, `Provisioner:\t${it.provisioner}`);
    out.line(0, `Parameters:\t${formatLabels(it.parameters)}`);
    out.line(0, `AllowVolumeExpansion:\t${it.allowVolumeExpansion === undefined ? '<unset>' : boolText(it.allowVolumeExpansion)}`);
    const options = it.mountOptions ?? [];
    out.line(0, `MountOptions:${options.length === 0 ? '\t<none>' : ''}`);
    for (const option of options) out.line(1, option);
    if (it.reclaimPolicy !== undefined) out.line(0, `ReclaimPolicy:\t${it.reclaimPolicy}`);
    if (it.volumeBindingMode !== undefined) out.line(0, `VolumeBindingMode:\t${it.volumeBindingMode}`);
    if (it.allowedTopologies) out.line(0, `AllowedTopologies:\t${it.allowedTopologies.length === 0 ? '<none>' : ''}`);
    (it.allowedTopologies ?? []).forEach(({ matchLabelExpressions = [] }, i) => {
      columnLines(out, `Term ${i}`, matchLabelExpressions.map(({ key, values }) => `${key} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`), 1);
    });
    yield* eventsOf(context, object, out);
  },
};

export const volumeAttributesClassDescriber: Describer = {
  group: 'storage.k8s.io', kind: 'VolumeAttributesClass',
  *describe(context, object, out) {
    const { metadata, driverName, parameters } = object as unknown as VolumeAttributesClass;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    out.line(0, `DriverName:\t${driverName}`);
    out.line(0, `Parameters:\t${formatLabels(parameters)}`);
    yield* eventsOf(context, object, out);
  },
};

export const csiNodeDescriber: Describer = {
  group: 'storage.k8s.io', kind: 'CSINode',
  *describe(context, object, out) {
    const { metadata, spec } = object as unknown as CSINode;
    metadataLines(out, object);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    out.line(0, 'Spec:');
    if (spec?.drivers) out.line(1, 'Drivers:');
    for (const driver of spec?.drivers ?? []) {
      out.line(2, `${driver.name}:`);
      out.line(3, `Node ID:\t${driver.nodeID}`);
      if (driver.allocatable?.count !== undefined) {
        out.line(3, 'Allocatables:');
        out.line(4, `Count:\t${driver.allocatable.count}`);
      }
      if (driver.topologyKeys) out.line(3, `Topology Keys:\t${goList(driver.topologyKeys)}`);
    }
    yield* eventsOf(context, object, out);
  },
};

/**
 * Pod specs in the shape of Kubernetes' internal Go structs, for the texts in which the API server prints them: field
 * order and names are those of pkg/apis/core, a field that is not set is there as null, "", 0 or false.
 *
 * A line of the table is a struct: its fields in order, each `GoName:kind`. Kinds: s string, n number, b boolean, p pointer
 * (or list, or map) that is null when absent and is printed as it came, `*Type` a pointer to a struct, `[Type` a list of
 * structs, `Type` a struct. The wire's name is the Go name in camel case unless `=name` says otherwise.
 */
import type { PodSpec, PodTemplateSpec } from '../../types.ts';

const STRUCTS: Record<string, string> = {
  PodSpec: 'Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers:[Container RestartPolicy:s TerminationGracePeriodSeconds:p ActiveDeadlineSeconds:p DNSPolicy=dnsPolicy:s NodeSelector:p ServiceAccountName:s AutomountServiceAccountToken:p NodeName:s SecurityContext:*PodSecurityContext ImagePullSecrets:[Reference Hostname:s Subdomain:s SetHostnameAsFQDN=setHostnameAsFQDN:p Affinity:*Affinity SchedulerName:s Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName:s Priority:p PreemptionPolicy:p DNSConfig=dnsConfig:*DNSConfig ReadinessGates:[ReadinessGate RuntimeClassName:p Overhead:p EnableServiceLinks:p TopologySpreadConstraints:[Spread OS=os:*OS SchedulingGates:[Gate ResourceClaims:[ResourceClaim Resources:*Resources HostnameOverride:p WorkloadRef:p',
  Volume: 'Name:s HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk=gcePersistentDisk:p AWSElasticBlockStore=awsElasticBlockStore:p GitRepo:p Secret:*SecretVolume NFS=nfs:*NFS ISCSI=iscsi:p Glusterfs:p PersistentVolumeClaim:*ClaimSource RBD=rbd:p Quobyte:p FlexVolume:p Cinder:p CephFS=cephfs:p Flocker:p DownwardAPI=downwardAPI:*DownwardVolume FC=fc:p AzureFile:p ConfigMap:*ConfigMapVolume VsphereVolume:p AzureDisk:p PhotonPersistentDisk:p Projected:*Projected PortworxVolume:p ScaleIO=scaleIO:p StorageOS=storageos:p CSI=csi:p Ephemeral:p Image:p',
  HostPath: 'Path:s Type:p',
  EmptyDir: 'Medium:s SizeLimit:p',
  SecretVolume: 'SecretName:s Items:[KeyToPath DefaultMode:p Optional:p',
  ConfigMapVolume: 'Name:s Items:[KeyToPath DefaultMode:p Optional:p',
  KeyToPath: 'Key:s Path:s Mode:p',
  NFS: 'Server:s Path:s ReadOnly:b',
  ClaimSource: 'ClaimName:s ReadOnly:b',
  DownwardVolume: 'Items:[DownwardFile DefaultMode:p',
  DownwardFile: 'Path:s FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef Mode:p',
  Projected: 'Sources:[ProjectedSource DefaultMode:p',
  ProjectedSource: 'Secret:*KeyedProjection DownwardAPI=downwardAPI:*DownwardProjection ConfigMap:*KeyedProjection ServiceAccountToken:*TokenProjection ClusterTrustBundle:p PodCertificate:p',
  KeyedProjection: 'Name:s Items:[KeyToPath Optional:p',
  DownwardProjection: 'Items:[DownwardFile',
  TokenProjection: 'Audience:s ExpirationSeconds:n Path:s',
  Container: 'Name:s Image:s Command:p Args:p WorkingDir:s Ports:[Port EnvFrom:[EnvFrom Env:[Env Resources:Resources ResizePolicy:[Resize RestartPolicy:p RestartPolicyRules:p VolumeMounts:[Mount VolumeDevices:[Device LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b',
  Port: 'Name:s HostPort:n ContainerPort:n Protocol:s HostIP=hostIP:s',
  EnvFrom: 'Prefix:s ConfigMapRef:*OptionalReference SecretRef:*OptionalReference',
  OptionalReference: 'Name:s Optional:p',
  Env: 'Name:s Value:s ValueFrom:*ValueFrom',
  ValueFrom: 'FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef ConfigMapKeyRef:*KeyRef SecretKeyRef:*KeyRef FileKeyRef:p',
  FieldRef: 'APIVersion=apiVersion:s FieldPath:s',
  ResourceFieldRef: 'ContainerName:s Resource:s Divisor:s',
  KeyRef: 'Name:s Key:s Optional:p',
  Resources: 'Limits:p Requests:p Claims:[Claim',
  Claim: 'Name:s Request:s',
  Resize: 'ResourceName:s RestartPolicy:s',
  Mount: 'Name:s ReadOnly:b RecursiveReadOnly:p MountPath:s SubPath:s MountPropagation:p SubPathExpr:s',
  Device: 'Name:s DevicePath:s',
  Probe: 'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket GRPC=grpc:*GRPC InitialDelaySeconds:n TimeoutSeconds:n PeriodSeconds:n SuccessThreshold:n FailureThreshold:n TerminationGracePeriodSeconds:p',
  Lifecycle: 'PostStart:*Handler PreStop:*Handler StopSignal:p',
  Handler: 'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket Sleep:*Sleep',
  Exec: 'Command:p',
  HTTPGet: 'Path:s Port:p Host:s Scheme:s HTTPHeaders=httpHeaders:[Header',
  Header: 'Name:s Value:s',
  TCPSocket: 'Port:p Host:s',
  GRPC: 'Port:n Service:p',
  Sleep: 'Seconds:n',
  SecurityContext: 'Capabilities:*Capabilities Privileged:p SELinuxOptions=seLinuxOptions:*SELinux WindowsOptions:*Windows RunAsUser:p RunAsGroup:p RunAsNonRoot:p ReadOnlyRootFilesystem:p AllowPrivilegeEscalation:p ProcMount:p SeccompProfile:*Profile AppArmorProfile:*Profile',
  Capabilities: 'Add:p Drop:p',
  SELinux: 'User:s Role:s Type:s Level:s',
  Windows: 'GMSACredentialSpecName=gmsaCredentialSpecName:p GMSACredentialSpec=gmsaCredentialSpec:p RunAsUserName:p HostProcess:p',
  Profile: 'Type:s LocalhostProfile:p',
  PodSecurityContext: 'HostNetwork:b HostPID=hostPID:b HostIPC=hostIPC:b ShareProcessNamespace:p HostUsers:p SELinuxOptions=seLinuxOptions:*SELinux WindowsOptions:*Windows RunAsUser:p RunAsGroup:p RunAsNonRoot:p SupplementalGroups:p SupplementalGroupsPolicy:p FSGroup=fsGroup:p FSGroupChangePolicy=fsGroupChangePolicy:p Sysctls:[Sysctl SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy=seLinuxChangePolicy:p',
  Sysctl: 'Name:s Value:s',
  Reference: 'Name:s',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[PreferredNode',
  NodeSelector: 'NodeSelectorTerms:[NodeTerm',
  NodeTerm: 'MatchExpressions:[Requirement MatchFields:[Requirement',
  Requirement: 'Key:s Operator:s Values:p',
  PreferredNode: 'Weight:n Preference:NodeTerm',
  PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution:[PodTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodTerm',
  WeightedPodTerm: 'Weight:n PodAffinityTerm:PodTerm',
  PodTerm: 'LabelSelector:p Namespaces:p TopologyKey:s NamespaceSelector:p MatchLabelKeys:p MismatchLabelKeys:p',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:p',
  HostAlias: 'IP=ip:s Hostnames:p',
  DNSConfig: 'Nameservers:p Searches:p Options:[DNSOption',
  DNSOption: 'Name:s Value:p',
  ReadinessGate: 'ConditionType:s',
  Spread: 'MaxSkew:n TopologyKey:s WhenUnsatisfiable:s LabelSelector:p MinDomains:p NodeAffinityPolicy:p NodeTaintsPolicy:p MatchLabelKeys:p',
  OS: 'Name:s',
  Gate: 'Name:s',
  ResourceClaim: 'Name:s ResourceClaimName:p ResourceClaimTemplateName:p',
};

interface Field { readonly go: string; readonly wire: string; readonly kind: string }

const parsed = new Map<string, readonly Field[]>();

function fieldsOf(type: string): readonly Field[] {
  let fields = parsed.get(type);
  if (!fields) {
    fields = STRUCTS[type]!.split(' ').map((text) => {
      const [, go = '', wire, kind = ''] = /^(\w+)(?:=(\w+))?:(.*)$/.exec(text)!;
      return { go, wire: wire ?? go[0]!.toLowerCase() + go.slice(1), kind };
    });
    parsed.set(type, fields);
  }
  return fields;
}

function struct(type: string, value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(fieldsOf(type).map(({ go, wire, kind }) => [go, fieldValue(kind, value[wire])]));
}

function fieldValue(kind: string, value: unknown): unknown {
  const absent = value === undefined || value === null;
  switch (kind) {
    case 's': return absent ? '' : value;
    case 'n': return absent ? 0 : value;
    case 'b': return absent ? false : value;
    case 'p': return absent ? null : sorted(value);
  }
  if (kind.startsWith('[')) return absent ? null : (value as Record<string, unknown>[]).map((item) => struct(kind.slice(1), item));
  if (kind.startsWith('*')) return absent ? null : struct(kind.slice(1), value as Record<string, unknown>);
  return struct(kind, absent ? {} : (value as Record<string, unknown>));
}

/** Go prints maps by key. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Fields of the host's namespaces are part of the security context inside the server. */
export function goPodSpec(spec: PodSpec): Record<string, unknown> {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext, ...rest } = spec;
  return struct('PodSpec', { ...rest, securityContext: { ...securityContext, hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace } });
}

/** Templates print their metadata with the wire's names, as metadata has them in Go too. */
export const goTemplate = (template: PodTemplateSpec): Record<string, unknown> => ({ ObjectMeta: template.metadata ?? {}, Spec: goPodSpec(template.spec ?? ({} as PodSpec)) });

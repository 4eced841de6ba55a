/**
 * Scheduler configuration, as kube-scheduler takes it with `--config`: profiles, which plugins each has where and with
 * what weight, and what some plugins are told.
 * https://kubernetes.io/docs/reference/scheduling/config/
 *
 * `percentageOfNodesToScore` is read and checked; every node is scored all the same, as there is the time to.
 */
import type { Check, SchedulerPlugin } from './framework.ts';
import { defaultPlugins } from './plugins/index.ts';
import { nodeResourcesFitWith, type ScoringStrategy } from './plugins/node-resources-fit.ts';
import { podTopologySpreadWith, type DefaultConstraint } from './plugins/pod-topology-spread.ts';
import { DEFAULT_SCHEDULER, defaultProfile, type Profile } from './profile.ts';

interface NamedPlugin { name: string; weight?: number }
interface PluginSet { enabled?: readonly NamedPlugin[]; disabled?: readonly NamedPlugin[] }
interface ProfileSource { schedulerName?: string; plugins?: Record<string, PluginSet>; pluginConfig?: readonly { name: string; args?: Record<string, unknown> }[] }

export interface SchedulerConfiguration {
  readonly apiVersion: string;
  readonly kind: string;
  readonly profiles?: readonly ProfileSource[];
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
}

const API_VERSION = 'kubescheduler.config.k8s.io/v1';
const EXTENSION_POINTS: readonly string[] = [
  'preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind', 'multiPoint',
];
const FIELDS: readonly string[] = [
  'apiVersion', 'kind', 'profiles', 'percentageOfNodesToScore', 'podInitialBackoffSeconds', 'podMaxBackoffSeconds', 'clientConnection', 'leaderElection', 'parallelism',
];

/** Of plugins that neither filter nor score: where they work. */
const ONE_POINT: Readonly<Record<string, string>> = { PrioritySort: 'queueSort', DefaultPreemption: 'postFilter', DynamicResources: 'postFilter', DefaultBinder: 'bind' };

/** Throws an Error that says what is wrong. No configuration: the default profile. */
export function profilesOf(configuration: SchedulerConfiguration | undefined): readonly Profile[] {
  if (!configuration) return [defaultProfile];
  const { apiVersion, kind, profiles, percentageOfNodesToScore: percentage } = configuration;
  if (apiVersion !== API_VERSION || kind !== 'KubeSchedulerConfiguration') throw new Error(`no kind "${kind}" is registered for version "${apiVersion}"; it must be KubeSchedulerConfiguration of ${API_VERSION}`);
  for (const field in configuration) if (!FIELDS.includes(field)) throw new Error(`strict decoding error: unknown field "${field}"`);
  if (percentage !== undefined && !(percentage >= 0 && percentage <= 100)) throw new Error(`percentageOfNodesToScore: Invalid value: ${percentage}: not in valid range [0-100]`);
  const made = (profiles ?? [{}]).map((source, i) => profileOf(source, `profiles[${i}]`));
  if (made.length === 0) throw new Error('profiles: Required value');
  made.forEach((profile, i) => {
    const first = made.findIndex((other) => other.schedulerName === profile.schedulerName);
    if (first !== i) throw new Error(`profiles[${i}].schedulerName: Duplicate value: "${profile.schedulerName}"`);
  });
  return made;
}

/** Seconds of the first and of the longest back-off. */
export function backoffOf(configuration: SchedulerConfiguration | undefined): { initialMs: number; maxMs: number } {
  const { podInitialBackoffSeconds: initial = 1, podMaxBackoffSeconds: max = 10 } = configuration ?? {};
  if (!(initial > 0)) throw new Error(`podInitialBackoffSeconds: Invalid value: ${initial}: must be greater than 0`);
  if (!(max >= initial)) throw new Error(`podMaxBackoffSeconds: Invalid value: ${max}: must be greater than or equal to PodInitialBackoffSeconds`);
  return { initialMs: initial * 1000, maxMs: max * 1000 };
}

function profileOf(source: ProfileSource, at: string): Profile {
  const schedulerName = source.schedulerName ?? DEFAULT_SCHEDULER;
  const sets = source.plugins ?? {};
  for (const point in sets) {
    if (!EXTENSION_POINTS.includes(point)) throw new Error(`strict decoding error: unknown field "${at}.plugins.${point}"`);
    for (const { name } of sets[point]!.enabled ?? []) if (!defaultPlugins.some((p) => p.name === name)) throw new Error(`initializing profiles: creating profile for scheduler name ${schedulerName}: ${point} plugin "${name}" does not exist`);
  }
  const configured = new Map((source.pluginConfig ?? []).map(({ name, args }, i) => [name, configure(name, args ?? {}, `${at}.pluginConfig[${i}]`)]));
  const plugins = defaultPlugins.map((plugin) => inProfile(configured.get(plugin.name) ?? plugin, sets)).filter((plugin) => plugin !== undefined);
  return { schedulerName, plugins };
}

function isOn(name: string, point: string, sets: Record<string, PluginSet>): boolean {
  const names = (list: readonly NamedPlugin[] | undefined): boolean => (list ?? []).some((p) => p.name === name);
  const off = (set: PluginSet | undefined): boolean => (set?.disabled ?? []).some((p) => p.name === name || p.name === '*');
  if (names(sets[point]?.enabled)) return true;
  if (off(sets[point])) return false;
  return names(sets['multiPoint']?.enabled) || !off(sets['multiPoint']);
}

/** The plugin as the profile has it; undefined when it is nowhere. */
function inProfile(plugin: SchedulerPlugin, sets: Record<string, PluginSet>): SchedulerPlugin | undefined {
  const on = (point: string): boolean => isOn(plugin.name, point, sets);
  const filters = on('filter'), preFilters = on('preFilter'), scores = on('score');
  const asked = sets['score']?.enabled?.find((p) => p.name === plugin.name)?.weight ?? sets['multiPoint']?.enabled?.find((p) => p.name === plugin.name)?.weight;
  const weight = scores && plugin.weight > 0 ? asked || plugin.weight : 0;
  if (plugin.preEnqueue && !on('preEnqueue')) return undefined;
  if (!plugin.prepare) return on(ONE_POINT[plugin.name] ?? 'preEnqueue') ? plugin : undefined;
  if (!filters && !preFilters && weight === 0) return undefined;
  if (filters && preFilters && weight === plugin.weight) return plugin;
  const mine: SchedulerPlugin = {
    ...plugin, weight,
    prepare(pod, view) {
      const check = plugin.prepare!(pod, view);
      return check && Object.assign(check, {
        plugin: mine, ...(filters ? {} : { filter: undefined, filterRows: undefined }), ...(preFilters ? {} : { rejection: undefined, nodeNames: undefined }),
        ...(weight > 0 ? {} : { score: undefined, scoreRows: undefined, preScore: undefined }),
      }) as Check;
    },
  };
  return mine;
}

function configure(name: string, args: Record<string, unknown>, at: string): SchedulerPlugin {
  if (name === 'NodeResourcesFit') return nodeResourcesFitWith(strategyOf(args, at));
  if (name === 'PodTopologySpread') {
    const { defaultConstraints = [], defaultingType = 'System' } = args as { defaultConstraints?: DefaultConstraint[]; defaultingType?: string };
    if (defaultingType !== 'List' && defaultConstraints.length > 0) throw new Error(`${at}.args.defaultingType: Invalid value: "${defaultingType}": when .defaultConstraints are not empty`);
    return podTopologySpreadWith(defaultingType === 'List' ? defaultConstraints : undefined);
  }
  throw new Error(`${at}: arguments of plugin "${name}" are not simulated`);
}

function strategyOf({ scoringStrategy }: { scoringStrategy?: Partial<ScoringStrategy> }, at: string): ScoringStrategy {
  const { type = 'LeastAllocated', resources = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }], requestedToCapacityRatio } = scoringStrategy ?? {};
  if (!['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'].includes(type)) throw new Error(`${at}.args.scoringStrategy.type: Unsupported value: "${type}"`);
  resources.forEach((r, i) => { if ((r.weight ?? 1) < 1 || (r.weight ?? 1) > 100) throw new Error(`${at}.args.scoringStrategy.resources[${i}].weight: Invalid value: ${r.weight}: resource weight of ${r.name} not in valid range [1, 100]`); });
  if (type === 'RequestedToCapacityRatio' && !requestedToCapacityRatio?.shape.length) throw new Error(`${at}.args.scoringStrategy.requestedToCapacityRatio.shape: Required value: at least one point must be specified`);
  return { type, resources, ...(requestedToCapacityRatio ? { requestedToCapacityRatio } : {}) };
}

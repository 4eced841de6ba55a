/**
 * The HorizontalPodAutoscaler controller: every 15 seconds compares metrics with their targets and sets the scale of its
 * target. https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
import { failure, StatusError } from '../../api/errors.ts';
import { HORIZONTAL_POD_AUTOSCALERS, PODS, type AnyResource } from '../../api/resource.ts';
import type { HorizontalPodAutoscaler, Pod, Scale } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import type { Timer } from '../../kernel/kernel.ts';
import { formatTime } from '../../kernel/time.ts';
import { semanticEqual } from '../support/equal.ts';
import { labelIndex, selected } from '../support/label-index.ts';
import { errorText } from '../support/pod-control.ts';
import { isPodReady } from '../support/pods.ts';
import { servedResources } from '../support/served-resources.ts';
import { limit, noteScaling, type Memory } from './behavior.ts';
import { evaluate, MetricError, type MetricStatus, type Target } from './evaluate.ts';
import { milliOf, MetricsClient } from './metrics.ts';
import { parseSelector } from './selector-text.ts';

const SYNC_PERIOD_MS = 15_000;
const TOLERANCE = 0.1;

type Status = NonNullable<HorizontalPodAutoscaler['status']>;
type HpaCondition = NonNullable<Status['conditions']>[number];

export const horizontalpodautoscaler = defineController({
  name: 'horizontal-pod-autoscaler',
  component: 'horizontal-pod-autoscaler',
  start(context) {
    const { client, queue, kernel } = context;
    const autoscalers = context.informer(HORIZONTAL_POD_AUTOSCALERS);
    const pods = context.informer(PODS);
    const byLabel = labelIndex(pods);
    const served = servedResources(context);
    const metrics = new MetricsClient(client);
    const memories = new Map<string, Memory>();
    const timers = new Map<string, Timer>();

    /** In the background: an autoscaler at rest does not keep the cluster from coming to rest. */
    const wakeLater = (key: string): void => {
      if (timers.get(key)?.run) return;
      timers.set(key, kernel.afterInBackground(SYNC_PERIOD_MS, () => { timers.delete(key); queue.add(key); }));
    };
    autoscalers.addHandler({
      onAdd: (a) => wakeLater(keyOf(a)),
      onUpdate: (a) => wakeLater(keyOf(a)),
      onDelete(a) { memories.delete(keyOf(a)); kernel.cancel(timers.get(keyOf(a))); timers.delete(keyOf(a)); },
    });

    const resourceOf = (hpa: HorizontalPodAutoscaler): AnyResource => {
      const { apiVersion = '', kind } = hpa.spec!.scaleTargetRef;
      const slash = apiVersion.indexOf('/');
      const resource = served.find(slash < 0 ? '' : apiVersion.slice(0, slash), kind);
      if (!resource) throw new Error(`no matches for kind "${kind}" in group "${slash < 0 ? '' : apiVersion.slice(0, slash)}"`);
      return resource;
    };

    class Run {
      #status: Status;
      constructor(private readonly hpa: HorizontalPodAutoscaler, private readonly memory: Memory) {
        this.#status = { ...hpa.status, desiredReplicas: hpa.status?.desiredReplicas ?? 0 };
      }

      run(): void {
        const { hpa, memory } = this;
        const { namespace } = hpa.metadata;
        const { name, kind } = hpa.spec!.scaleTargetRef;
        const reference = `${kind}/${namespace}/${name}`;
        let resource: AnyResource, scale: Scale;
        try {
          resource = resourceOf(hpa);
          scale = client.api.handle<Scale>({ verb: 'get', resource, name, namespace, subresource: 'scale', options: {}, user: client.user }).object;
        } catch (error) {
          this.#event('Warning', 'FailedGetScale', errorText(error));
          this.#condition('AbleToScale', false, 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${errorText(error)}`);
          this.#write();
          throw failure(500, 'InternalError', `failed to query scale subresource for ${reference}: ${errorText(error)}`);
        }
        this.#condition('AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
        const current = scale.spec?.replicas ?? 0;
        if (memory.recommendations.length === 0) memory.recommendations.push({ replicas: current, atMs: context.now() });
        const { maxReplicas } = hpa.spec!;
        const min = hpa.spec!.minReplicas ?? 1;
        let desired = current, reason = '';
        let statuses: MetricStatus[] = [];
        let failed: unknown;
        if (current === 0 && min !== 0) {
          desired = 0;
          this.#condition('ScalingActive', false, 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
        } else if (current > maxReplicas) { reason = 'Current number of replicas above Spec.MaxReplicas'; desired = maxReplicas; }
        else if (current < min) { reason = 'Current number of replicas below Spec.MinReplicas'; desired = min; }
        else {
          const computed = this.#compute(scale);
          ({ statuses } = computed);
          failed = computed.error;
          if (computed.replicas === undefined) {
            this.#set(current, this.#status.desiredReplicas, statuses, false);
            this.#write();
            this.#event('Warning', 'FailedComputeMetricsReplicas', errorText(failed));
            throw failure(500, 'InternalError', `failed to compute desired number of replicas based on listed metrics for ${reference}: ${errorText(failed)}`);
          }
          desired = computed.replicas;
          if (desired > current) reason = `${computed.metric} above target`;
          else if (desired < current) reason = 'All metrics below target';
          desired = this.#limit(current, desired);
        }
        if (desired !== current) this.#rescale(resource!, scale, current, desired, reason, statuses);
        this.#set(current, desired, statuses, desired !== current);
        this.#write();
        if (failed !== undefined) throw failure(500, 'InternalError', errorText(failed));
      }

      #compute(scale: Scale): { replicas?: number; metric: string; statuses: MetricStatus[]; error?: unknown } {
        const { hpa } = this;
        const specs = hpa.spec!.metrics ?? [];
        const statuses: MetricStatus[] = specs.map(() => ({ type: '' }) as MetricStatus);
        const selectorText = scale.status?.selector ?? '';
        if (!selectorText) {
          this.#event('Warning', 'SelectorRequired', 'selector is required');
          this.#condition('ScalingActive', false, 'InvalidSelector', "the HPA target's scale is missing a selector");
          return { metric: '', statuses: [], error: new Error('selector is required') };
        }
        const target = this.#target(scale, selectorText);
        const tolerances = { up: tolerance(hpa.spec!.behavior?.scaleUp), down: tolerance(hpa.spec!.behavior?.scaleDown) };
        let replicas = 0, metric = '';
        const errors: MetricError[] = [];
        specs.forEach((spec, i) => {
          try {
            const result = evaluate(spec, target, metrics, tolerances, context.now());
            statuses[i] = result.status;
            if (replicas === 0 || result.replicas > replicas) { replicas = result.replicas; metric = result.name; }
          } catch (error) {
            if (!(error instanceof MetricError)) throw error;
            this.#event('Warning', error.reason, error.why.message);
            errors.push(error);
          }
        });
        const error = errors[0] && new Error(`invalid metrics (${errors.length} invalid out of ${specs.length}), first error is: ${errors[0].message}`);
        if (errors.length >= specs.length || (error && replicas < target.specReplicas)) {
          this.#condition('ScalingActive', false, errors[0].reason, `the HPA was unable to compute the replica count: ${errors[0].why.message}`);
          return { metric, statuses, error };
        }
        this.#condition('ScalingActive', true, 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${metric}`);
        return { replicas, metric, statuses, error };
      }

      #target(scale: Scale, selectorText: string): Target {
        const namespace = this.hpa.metadata.namespace!;
        const selector = parseSelector(selectorText);
        const candidates: Iterable<Pod> = Object.keys(selector.equal).length ? selected(byLabel, namespace, selector.equal) : pods.byNamespace().get(namespace);
        const matching = [...candidates].filter((p) => selector.matches(p.metadata.labels));
        return {
          pods: matching, namespace, selector: selectorText, specReplicas: scale.spec?.replicas ?? 0, statusReplicas: scale.status?.replicas ?? 0,
          readyPods: matching.filter((p) => p.status?.phase === 'Running' && isPodReady(p)).length,
        };
      }

      #limit(current: number, desired: number): number {
        const result = limit(this.hpa, this.memory, current, desired, context.now());
        if (result.stabilized === 'down') this.#condition('AbleToScale', true, 'ScaleDownStabilized', 'recent recommendations were higher than current one, applying the highest recent recommendation');
        else if (result.stabilized === 'up') this.#condition('AbleToScale', true, 'ScaleUpStabilized', 'recent recommendations were lower than current one, applying the lowest recent recommendation');
        else this.#condition('AbleToScale', true, 'ReadyForNewScale', 'recommended size matches current size');
        this.#condition('ScalingLimited', result.limited, result.reason, result.message);
        return result.replicas;
      }

      #rescale(resource: AnyResource, scale: Scale, current: number, desired: number, reason: string, statuses: MetricStatus[]): void {
        const { name, namespace } = scale.metadata;
        try {
          client.api.handle({
            verb: 'update', resource, name, namespace, subresource: 'scale', body: { ...scale, spec: { ...scale.spec, replicas: desired } },
            options: { fieldManager: client.fieldManager }, user: client.user,
          });
        } catch (error) {
          this.#event('Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${errorText(error)}`);
          this.#condition('AbleToScale', false, 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${errorText(error)}`);
          this.#set(current, this.#status.desiredReplicas, statuses, false);
          this.#write();
          throw error;
        }
        this.#condition('AbleToScale', true, 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`);
        this.#event('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
        noteScaling(this.memory, current, desired, context.now());
      }

      #event(type: 'Normal' | 'Warning', reason: string, message: string): void { context.events.event(this.hpa, type, reason, message); }

      #condition(type: string, good: boolean, reason: string, message: string): void {
        const conditions = this.#status.conditions ?? [];
        const old = conditions.find((c) => c.type === type);
        const status = good ? 'True' : 'False';
        const next: HpaCondition = { type, status, reason, message, lastTransitionTime: old?.status === status ? old.lastTransitionTime : formatTime(context.now()) };
        this.#status = { ...this.#status, conditions: old ? conditions.map((c) => (c === old ? next : c)) : [...conditions, next] };
      }

      #set(currentReplicas: number, desiredReplicas: number, statuses: MetricStatus[], rescaled: boolean): void {
        this.#status = {
          ...this.#status, currentReplicas, desiredReplicas, currentMetrics: (statuses.length ? statuses : null) as unknown as MetricStatus[],
          ...(rescaled ? { lastScaleTime: formatTime(context.now()) } : {}),
        };
      }

      #write(): void {
        if (semanticEqual(this.hpa.status, this.#status)) return;
        client.updateStatus(HORIZONTAL_POD_AUTOSCALERS, { ...this.hpa, status: this.#status });
      }
    }

    return {
      reconcile(key) {
        const hpa = autoscalers.get(key);
        if (!hpa) return;
        let memory = memories.get(key);
        if (!memory) memories.set(key, (memory = { recommendations: [], ups: [], downs: [] }));
        // Always again after one period, whether it worked or not: its errors are for the status, not for a back-off.
        wakeLater(key);
        try { new Run(hpa, memory).run(); } catch (error) { if (!(error instanceof StatusError)) throw error; }
      },
    };
  },
});

const tolerance = (rules: { tolerance?: string } | undefined): number => (rules?.tolerance === undefined ? TOLERANCE : milliOf(rules.tolerance) / 1000);

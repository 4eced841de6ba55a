/**
 * Says of each FlowSchema whether the priority level that it names is there
 * (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/).
 */
import { FLOW_SCHEMAS, PRIORITY_LEVEL_CONFIGURATIONS } from '../../api/resource.ts';
import { defineController } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';

export const flowSchemas = defineController({
  name: 'priority-and-fairness-config-consumer',
  component: 'priority-and-fairness-config-consumer',
  start({ client, queue, informer, now }) {
    const schemas = informer(FLOW_SCHEMAS);
    const levels = informer(PRIORITY_LEVEL_CONFIGURATIONS);
    const wakeAll = (): void => { for (const schema of schemas.list()) queue.add(schema.metadata.name!); };
    schemas.addHandler({ onAdd: (schema) => queue.add(schema.metadata.name!), onUpdate: (schema, old) => { if (schema.spec !== old.spec) queue.add(schema.metadata.name!); } });
    levels.addHandler({ onAdd: wakeAll, onDelete: wakeAll });
    return {
      reconcile(name) {
        const schema = schemas.get(name);
        if (!schema) return;
        const level = schema.spec?.priorityLevelConfiguration.name ?? '';
        const found = levels.get(level) !== undefined;
        const status = found ? 'False' : 'True';
        const reason = found ? 'Found' : 'NotFound';
        const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)} ${found ? 'and it exists' : 'but there is no such object'}`;
        const old = schema.status?.conditions?.find(({ type }) => type === 'Dangling');
        if (old?.status === status && old.message === message) return;
        const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(now());
        client.updateStatus(FLOW_SCHEMAS, { ...schema, status: { conditions: [{ type: 'Dangling', status, lastTransitionTime, reason, message }] } });
      },
    };
  },
});

/** Nobody grants what they do not have: asked before roles and bindings are stored (`rbac/escalation.ts`). */
import type { RbacAuthorizer } from '../rbac/authorizer.ts';
import { checkEscalation } from '../rbac/escalation.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

const isRbac = (authorizer: object | undefined): authorizer is RbacAuthorizer => authorizer !== undefined && 'escalation' in authorizer;

export const rbacEscalation = (server: ApiServer): AdmissionPlugin => ({
  name: 'RBACEscalation',
  admit({ verb, resource, user, object, old }) {
    if (resource.group !== 'rbac.authorization.k8s.io' || (verb !== 'create' && verb !== 'update') || !isRbac(server.authorizer)) return undefined;
    checkEscalation(server.authorizer, { user, resource, object: object!, ...(old ? { old } : {}) });
    return undefined;
  },
});

/** `kubectl certificate approve` and `deny`: a condition on certificate signing requests. */
import type { AnyObject, CertificateSigningRequest } from '../../engine/api/types.ts';
import { formatTime } from '../../engine/kernel/time.ts';
import type { Call } from '../call.ts';
import { now, stdout, type Steps } from '../effect.ts';
import { Failure, isConflict } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { fromFiles, targetPath, type Target } from '../resources/builder.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

type Decision = 'Approved' | 'Denied';

const MOST_TRIES = 10;

function deciding(verb: string, decision: Decision, done: string): Command {
  return {
    path: `certificate ${verb}`,
    *run(call) {
      if (call.args.length === 0 && !fromFiles(call)) throw new Failure('one or more CSRs must be specified as <name> or -f <filename>');
      const print = yield* objectPrinter(call);
      const words = call.args.length === 0 || call.args.some((arg) => arg.includes('/')) ? call.args : ['certificatesigningrequests', ...call.args];
      const { found, failures } = yield* findObjects(call, yield* selectByFlags(call, words));
      for (const { target } of found) {
        try {
          yield* stdout(print(yield* decide(call, target, decision), done));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          failures.push(error);
        }
      }
      report(failures);
    },
  };
}

function* decide(call: Call, target: Target, decision: Decision): Steps<AnyObject> {
  for (let attempt = 1; ; attempt++) {
    const request = yield* call.client.get<CertificateSigningRequest>(targetPath(target));
    const conditions = request.status?.conditions ?? [];
    const other = conditions.find(({ type }) => (type === 'Approved' || type === 'Denied') && type !== decision);
    if (other) throw new Failure(`certificate signing request ${JSON.stringify(target.name)} is already ${other.type}`);
    if (conditions.some(({ type }) => type === decision) && !call.flags.bool('force')) return request as AnyObject;
    const time = formatTime(yield* now());
    const condition = { type: decision, status: 'True', reason: decision === 'Approved' ? 'KubectlApprove' : 'KubectlDeny', message: `This CSR was ${decision.toLowerCase()} by kubectl certificate ${decision === 'Approved' ? 'approve' : 'deny'}.`, lastUpdateTime: time };
    const changed = { ...request, status: { ...request.status, conditions: [...conditions.filter(({ type }) => type !== decision), condition] } };
    try {
      return yield* call.client.write<AnyObject>('PUT', targetPath(target, 'approval'), changed);
    } catch (error) {
      if (!isConflict(error) || attempt >= MOST_TRIES) throw error;
    }
  }
}

export const certificateCommands = [deciding('approve', 'Approved', 'approved'), deciding('deny', 'Denied', 'denied')];

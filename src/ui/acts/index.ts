/** All acts, in the order in which menus and help show them. */
import type { Ref } from '../state/selection.ts';
import { notify } from '../state/notices.ts';
import type { Act } from './Act.ts';
import { addNodes } from './addNodes.ts';
import { cordon } from './cordon.ts';
import { deleteObject } from './delete.ts';
import { drain } from './drain.ts';
import { healAll } from './healAll.ts';
import { killNode } from './killNode.ts';
import { newCluster } from './newCluster.ts';
import { openStack } from './openStack.ts';
import { pin, unpin } from './pin.ts';
import { paneBottom, paneLeft, paneRight } from './panes.ts';
import { restart } from './restart.ts';
import { restoreNode } from './restoreNode.ts';
import { scale } from './scale.ts';
import { startTour } from './startTour.ts';
import { faster, pauseFromRemote, playPause, slower, step } from './time.ts';
import { undo } from './undo.ts';
import { uncordon } from './uncordon.ts';
import { undoRollout } from './undoRollout.ts';
import { fit, help, legend, nextTheme, palette, showAsTable, tidy, viewControlPlane, viewMachines, viewServices, viewWorkloads } from './views.ts';

export const ACTS: readonly Act[] = [
  playPause, pauseFromRemote, step, slower, faster,
  viewMachines, viewWorkloads, viewServices, viewControlPlane, showAsTable, fit, tidy, legend, paneLeft, paneBottom, paneRight, nextTheme,
  undo, addNodes, healAll, newCluster,
  scale, restart, undoRollout, cordon, uncordon, drain, killNode, restoreNode, openStack, pin, unpin, deleteObject,
  palette, help, startTour,
];

export const actsOn = (ref: Ref): Act[] => ACTS.filter((act) => act.on?.(ref));
export const pageActs = (): Act[] => ACTS.filter((act) => !act.on);

/** Runs an act; what the API server refuses is said in its own words. */
export async function perform(act: Act, ref?: Ref): Promise<void> {
  try { await act.run(ref); } catch (error) { notify(`${act.name}: ${(error as Error).message}`, 'bad'); }
}

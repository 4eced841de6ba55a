/** The verbs, and how a command line finds its own. */
import { flagsOf, type Flag } from '../flags/flag.ts';
import { commandPaths, helpOf } from '../help/help.ts';
import type { Command } from './command.ts';
import { annotateCommand, labelCommand } from './metadata-change.ts';
import { apiResourcesCommand, apiVersionsCommand, clusterInfoCommand, optionsCommand, versionCommand } from './api-info.ts';
import { applyCommand } from './apply.ts';
import { setLastAppliedCommand, viewLastAppliedCommand } from './apply-last-applied.ts';
import { canICommand, whoamiCommand } from './auth.ts';
import { reconcileCommand } from './auth-reconcile.ts';
import { certificateCommands } from './certificate.ts';
import { configCommands } from './config.ts';
import { debugCommand } from './debug/debug.ts';
import { cpCommand } from './cp.ts';
import { diffCommand } from './diff.ts';
import { drainCommand } from './drain.ts';
import { editCommand } from './edit/edit.ts';
import { editLastAppliedCommand } from './edit/edit-last-applied.ts';
import { eventsCommand } from './events.ts';
import { cordonCommand, uncordonCommand } from './nodes.ts';
import { taintCommand } from './taint.ts';
import { topNodeCommand, topPodCommand } from './top.ts';
import { autoscaleCommand } from './autoscale.ts';
import { createConfigMap, createDisruptionBudget, createGenericSecret, createNamespace, createPriorityClass, createQuota, createRegistrySecret, createServiceAccount, createTlsSecret } from './create/objects.ts';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding, createToken } from './create/rbac.ts';
import { createCronJob, createDeployment, createIngress, createJob, createServices } from './create/workloads.ts';
import { attachCommand, execCommand } from './exec.ts';
import { portForwardCommand } from './port-forward.ts';
import { explainCommand } from './explain.ts';
import { exposeCommand } from './expose.ts';
import { clusterDumpCommand } from './cluster-dump.ts';
import { alphaCommand, completionCommand, pluginListCommand } from './completion.ts';
import { kubercSetCommand, kubercViewCommand } from './kuberc.ts';
import { proxyCommand } from './proxy.ts';
import { kustomizeCommand } from './kustomize.ts';
import { logsCommand } from './logs.ts';
import { patchCommand } from './patch.ts';
import { replaceCommand } from './replace.ts';
import { rolloutHistoryCommand, rolloutPauseCommand, rolloutRestartCommand, rolloutResumeCommand, rolloutStatusCommand, rolloutUndoCommand } from './rollout.ts';
import { runCommand } from './run.ts';
import { scaleCommand } from './scale.ts';
import { setEnvCommand, setImageCommand, setResourcesCommand, setSelectorCommand, setServiceAccountCommand, setSubjectCommand } from './set.ts';
import { waitCommand } from './wait.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { getCommand } from './get.ts';

export const COMMANDS: readonly Command[] = [
  createCommand, createClusterRole, createClusterRoleBinding, createConfigMap, createCronJob, createDeployment, createIngress, createJob, createNamespace, createDisruptionBudget, createPriorityClass,
  createQuota, createRole, createRoleBinding, createRegistrySecret, createGenericSecret, createTlsSecret, ...createServices, createServiceAccount, createToken,
  exposeCommand, runCommand, setEnvCommand, setImageCommand, setResourcesCommand, setSelectorCommand, setServiceAccountCommand, setSubjectCommand,
  explainCommand, getCommand, editCommand, deleteCommand,
  rolloutHistoryCommand, rolloutPauseCommand, rolloutRestartCommand, rolloutResumeCommand, rolloutStatusCommand, rolloutUndoCommand, scaleCommand, autoscaleCommand,
  ...certificateCommands, clusterInfoCommand, clusterDumpCommand, topNodeCommand, topPodCommand, cordonCommand, uncordonCommand, drainCommand, taintCommand,
  describeCommand, logsCommand, attachCommand, cpCommand, debugCommand, execCommand, portForwardCommand, canICommand, reconcileCommand, whoamiCommand, eventsCommand, diffCommand, applyCommand, editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand, patchCommand, replaceCommand, waitCommand, kustomizeCommand, labelCommand, annotateCommand,
  apiResourcesCommand, apiVersionsCommand, ...configCommands, kubercSetCommand, kubercViewCommand, pluginListCommand, completionCommand, alphaCommand, proxyCommand, versionCommand, optionsCommand,
];

const ALIASES: Readonly<Record<string, string>> = {
  'create ns': 'create namespace', 'create cm': 'create configmap', 'create sa': 'create serviceaccount', 'create deploy': 'create deployment', 'create svc': 'create service',
  'create ing': 'create ingress', 'create cj': 'create cronjob', 'create pdb': 'create poddisruptionbudget', 'create pc': 'create priorityclass', 'create resourcequota': 'create quota',
  'set sa': 'set serviceaccount', 'top nodes': 'top node', 'top no': 'top node', 'top pods': 'top pod', 'top po': 'top pod', 'config use': 'config use-context',
  'describe ': 'describe', 'config rename': 'config rename-context',
};

export type Found =
  | { readonly path: string; readonly rest: readonly string[]; readonly command: Command | undefined }
  | { readonly unknown: string; readonly path: string };

/** The command of a line, its words (flags before the verb included), as cobra looks for it: a flag it does not know takes the next word. */
export function findCommand(args: readonly string[]): Found {
  let path = '';
  let rest = [...args];
  for (;;) {
    const at = firstWord(rest, path);
    if (at < 0) break;
    const word = rest[at]!;
    const next = path === '' ? word : `${path} ${word}`;
    const known = ALIASES[next] ?? next;
    if (!helpOf(known) && !COMMANDS.some((command) => command.path === known)) {
      if (path === '' || (hasSubcommands(path) && !RUNS_ITSELF.has(path))) return { unknown: word, path };
      break;
    }
    path = known;
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
  }
  return { path, rest, command: COMMANDS.find((command) => command.path === path) };
}

/** Index of the first word that is no flag and no flag's value; -1 without one. */
function firstWord(args: readonly string[], path: string): number {
  const flags = flagsOf(path);
  const alone = (flag: Flag | undefined): boolean => flag !== undefined && (flag.kind === 'bool' || flag.bare !== undefined);
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') { if (word !== '') return i; continue; }
    const takesNext = !word.includes('=') && (word.startsWith('--') ? !alone(flags.find(({ name }) => name === word.slice(2))) : word.length === 2 && !alone(flags.find(({ shorthand }) => shorthand === word[1])));
    if (takesNext) i++;
  }
  return -1;
}

const hasSubcommands = (path: string): boolean => commandPaths().some((other) => other.startsWith(`${path} `));

/** Commands with subcommands that also take arguments. */
const RUNS_ITSELF = new Set(['apply', 'create', 'cluster-info']);

/** The text for a word that is no command, with those it may have meant. */
export function unknownCommand(word: string, path: string, siblings: readonly string[]): string {
  if (path !== '') return `error: unknown command ${JSON.stringify(word)}\nSee 'kubectl ${path} -h' for help and examples\n`;
  const near = siblings.filter((name) => distance(word.toLowerCase(), name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(word.toLowerCase()));
  const hint = near.length === 0 ? '' : `\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
  return `error: unknown command ${JSON.stringify(word)} for "kubectl"\n${hint}`;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

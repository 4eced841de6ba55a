/** The commands that every image with a shell holds here. */
import type { Command } from '../process.ts';
import { agnhostCommand } from './agnhost.ts';
import { condition } from './condition.ts';
import { FILE_COMMANDS } from './files.ts';
import { NETWORK_COMMANDS } from './network.ts';
import { SYSTEM_COMMANDS } from './system.ts';
import { tar } from './tar.ts';
import { TEXT_COMMANDS } from './text.ts';

export const COMMANDS: Readonly<Record<string, Command>> = {
  ...FILE_COMMANDS, ...NETWORK_COMMANDS, ...SYSTEM_COMMANDS, ...TEXT_COMMANDS, tar, agnhost: agnhostCommand, 'agnhost-2': agnhostCommand,
  test: condition('test'), '[': condition('['), '[[': condition('[['),
};

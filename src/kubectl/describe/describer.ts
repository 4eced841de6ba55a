/**
 * The contract of `kubectl describe`. A describer writes the text of one kind into a `DescribeWriter` (levels of two
 * spaces, tabs between label and value; columns are aligned at the end) and may ask the API server for related objects.
 * `index.ts` is the list; `describeObject` picks the describer, or prints any object generically.
 */
import type { AnyObject, Event } from '../../engine/api/types.ts';
import type { Steps } from '../effect.ts';
import { aligned, DESCRIBE } from '../text/tabwriter.ts';

export interface ResourceName {
  readonly group: string;
  readonly version: string;
  /** Plural: `pods`. */
  readonly resource: string;
}

export interface DescribeContext {
  /** The virtual instant, ms since 1970; ages are relative to it. */
  readonly nowMs: number;
  /** `--show-events` */
  readonly showEvents: boolean;
  /** undefined when there is none or it cannot be read; describers then leave the part out. `namespace` undefined: cluster-scoped. */
  get<T extends AnyObject = AnyObject>(resource: ResourceName, namespace: string | undefined, name: string): Steps<T | undefined>;
  /** undefined when it cannot be read. */
  list<T extends AnyObject = AnyObject>(resource: ResourceName, namespace: string | undefined, selectors?: { labelSelector?: string; fieldSelector?: string }): Steps<T[] | undefined>;
  /** Events about the object, oldest first as the server lists them; undefined when not wanted (`--show-events=false`), none when they may not be read. */
  events(object: AnyObject): Steps<Event[] | undefined>;
}

export interface Describer {
  readonly group: string;
  readonly kind: string;
  /** A generator where the server is asked, else a plain function. */
  describe(context: DescribeContext, object: AnyObject, out: DescribeWriter): Steps | void;
}

/** Collects lines; `text()` aligns them as Go's tabwriter does (cells end with a tab). */
export class DescribeWriter {
  #text = '';

  /** `text` after `level` indents of two spaces. The caller ends lines with `\n`. What would steer a terminal is shown. */
  write(level: number, text: string): void { this.#text += '  '.repeat(level) + text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r'); }

  /** A whole line. */
  line(level: number, text: string): void { this.write(level, `${text}\n`); }

  /** Aligns what was written so far, so that what follows has columns of its own (kubectl's `Flush`). */
  flush(): void {
    this.#done += aligned(this.#text, DESCRIBE);
    this.#text = '';
  }

  /** What was written since the last flush, with its tabs. */
  raw(): string { return this.#text; }

  text(): string {
    this.flush();
    return this.#done;
  }

  #done = '';
}

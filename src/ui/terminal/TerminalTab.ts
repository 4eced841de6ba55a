/** One terminal: its screen (xterm), its shell, and the line being typed. Lives on while its panel is not shown. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { HOME } from '../../shell/laptop-fs.ts';
import { Shell } from '../../shell/shell.ts';
import { moment } from '../state/moment.ts';
import { history } from './history.ts';
import { laptop, fromEditor, toEditor } from './laptop.ts';
import { LineEditor } from './LineEditor.ts';

/** A line each, short enough for a phone: a terminal wraps within words. */
const WELCOME = 'A laptop beside the cluster.\r\nTry \u001b[1mkubectl get nodes\u001b[0m, or \u001b[1mhelp\u001b[0m.\r\n';

export class TerminalTab {
  /** What is put into the page. */
  readonly element = document.createElement('div');
  readonly #fit = new FitAddon();
  readonly #line: LineEditor;
  #running: AbortController | undefined;
  #typedAhead = '';
  #opened = false;
  readonly #resized: ResizeObserver;

  /** Its screen, its shell and what joins them are made with a moment between them: each takes the page a while. */
  static async open(id: number, onEnd: () => void): Promise<TerminalTab> {
    const xterm = new Terminal({
      cursorBlink: true, convertEol: true, scrollback: 10_000, screenReaderMode: true, allowProposedApi: false, macOptionIsMeta: true, rightClickSelectsWord: false,
      fontFamily: token('--mono'), fontSize: fontSize(), lineHeight: 1.25, theme: theme(),
    });
    await moment();
    const shell = new Shell(laptop, (text) => xterm.write(text));
    await moment();
    return new TerminalTab(id, xterm, shell, onEnd);
  }

  readonly #xterm: Terminal;
  readonly #shell: Shell;
  private constructor(readonly id: number, xterm: Terminal, shell: Shell, onEnd: () => void) {
    this.#xterm = xterm;
    this.#shell = shell;
    this.element.className = 'terminal-screen';
    this.#xterm.loadAddon(this.#fit);
    this.#line = new LineEditor({
      write: (ansi) => this.#xterm.write(ansi), columns: () => this.#xterm.cols, prompt: () => this.#prompt(), isIncomplete: (text) => this.#shell.isIncomplete(text),
      complete: async (text, cursor) => { await fromEditor(); return this.#shell.complete(text, cursor); },
      history: () => history.lines(), submit: (text) => void this.#run(text), end: onEnd,
    });
    this.#onEnd = onEnd;
    this.#xterm.onData((data) => this.#typed(data));
    this.#xterm.attachCustomKeyEventHandler((event) => this.#own(event));
    this.#resized = new ResizeObserver(() => this.fit());
  }
  readonly #onEnd: () => void;

  show(parent: HTMLElement): void {
    parent.replaceChildren(this.element);
    if (!this.#opened) {
      this.#opened = true;
      this.#xterm.open(this.element);
      this.#xterm.textarea?.setAttribute('aria-label', 'Terminal input');
      this.#xterm.write(`${WELCOME}\u001b[?2004h`);
      this.#line.start();
    }
    // It tells the size at once, within this frame: the screen is fitted then.
    this.#resized.observe(parent);
  }

  hide(): void { this.#resized.disconnect(); this.element.remove(); }
  focus(): void { this.#xterm.focus(); }

  fit(): void {
    if (!this.element.isConnected || this.element.clientHeight < 20 || this.element.clientWidth < 40) return;
    try { this.#fit.fit(); } catch { /* not measured yet */ }
  }

  /** Follows the page's theme. */
  restyle(): void {
    this.#xterm.options.theme = theme();
    this.#xterm.options.fontSize = fontSize();
    this.fit();
  }

  /** As if typed, then Enter. */
  send(line: string): void {
    if (this.#running) return;
    void this.#line.type(line).then(() => this.#line.type('\r'));
  }

  close(): void {
    this.#running?.abort();
    this.#shell.close();
    this.#resized.disconnect();
    this.#xterm.dispose();
  }

  #prompt(): string {
    const { cwd } = this.#shell;
    const folder = cwd === HOME ? '~' : cwd.startsWith(`${HOME}/`) ? `~${cwd.slice(HOME.length)}` : cwd;
    return `\u001b[36m${folder}\u001b[39m $ `;
  }

  #typed(data: string): void {
    if (!this.#running) { void this.#line.type(data); return; }
    if (data === '\u0003') {
      this.#xterm.write('^C\r\n');
      this.#typedAhead = '';
      this.#running.abort();
    } else this.#typedAhead += data;
  }

  async #run(line: string): Promise<void> {
    const text = line.trim();
    if (text === '') return this.#line.start();
    history.add(line);
    if (text === 'exit' || text === 'logout') return this.#onEnd();
    this.#running = new AbortController();
    try {
      await fromEditor();
      await this.#shell.run(line, { signal: this.#running.signal, history: history.lines() });
      await toEditor();
    } catch (error) {
      this.#xterm.write(`\u001b[31m${error instanceof Error ? error.message : String(error)}\u001b[39m\r\n`);
    }
    this.#running = undefined;
    // A prompt begins its own row: what was printed may have left the cursor behind it.
    this.#xterm.write('', () => {
      if (this.#xterm.buffer.active.cursorX > 0) this.#xterm.write('\r\n');
      this.#line.start();
      const ahead = this.#typedAhead;
      this.#typedAhead = '';
      if (ahead) void this.#line.type(ahead);
    });
  }

  /** False: the key is not the terminal's. */
  #own(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const mod = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (mod && key === 'k' && event.metaKey) return false;
    if (mod && key === 'v') return false;
    if (mod && key === 'c' && (event.shiftKey || event.metaKey || this.#xterm.hasSelection())) {
      if (this.#xterm.hasSelection()) { void navigator.clipboard?.writeText(this.#xterm.getSelection()).catch(() => undefined); this.#xterm.clearSelection(); }
      event.preventDefault();
      return false;
    }
    // Nobody is caught here: Shift+Tab goes back, Tab on an empty line goes on.
    if (key === 'tab' && (event.shiftKey || (!this.#running && this.#line.text === ''))) return false;
    if (key === 'f6') return false;
    return true;
  }
}

const style = (): CSSStyleDeclaration => getComputedStyle(document.documentElement);
const token = (name: string): string => style().getPropertyValue(name).trim();
/** CSS px. */
const fontSize = (): number => Math.round(parseFloat(token('--text-m')) * 16) || 13;

/** The page's tokens as a terminal's sixteen colours. */
function theme(): ITheme {
  const dark = style().colorScheme.includes('dark');
  return {
    background: token('--surface'), foreground: token('--text'), cursor: token('--accent'), cursorAccent: token('--surface'), selectionBackground: token('--accent') + (dark ? '55' : '40'),
    black: dark ? token('--border') : token('--text'), red: token('--danger'), green: token('--ready'), yellow: token('--notready'), blue: token('--succeeded'), magenta: token('--unknown'), cyan: token('--accent'), white: dark ? token('--text') : token('--muted'),
    brightBlack: token('--faint'), brightRed: token('--failing'), brightGreen: token('--ready'), brightYellow: token('--notready'), brightBlue: token('--starting'), brightMagenta: token('--terminating'), brightCyan: token('--accent-strong'), brightWhite: token('--text'),
  };
}

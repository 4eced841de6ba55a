/** The page as a person meets it: regions, names, menus. */
import { expect, type Locator, type Page } from '@playwright/test';

export class BottleshipPage {
  readonly graph: Locator;
  readonly editor: Locator;
  readonly inspector: Locator;
  readonly faults: Locator;
  readonly timeline: Locator;
  readonly terminal: Locator;

  constructor(readonly page: Page) {
    const region = (name: string): Locator => page.getByRole('region', { name, exact: true });
    this.graph = region('Cluster graph');
    this.editor = region('Editor');
    this.inspector = region('Inspector');
    this.faults = region('Faults');
    this.timeline = region('Timeline');
    this.terminal = region('Terminal');
  }

  /** A fresh cluster of `nodes`, all ready. */
  async open(nodes = 3, query = ''): Promise<void> {
    await this.page.goto(`./?seed=1&nodes=${nodes}${query}`);
    await expect(this.node(/, Ready/)).toHaveCount(nodes);
  }

  node(name: string | RegExp): Locator { return this.graph.getByLabel(typeof name === 'string' ? new RegExp(`^Node ${name},`) : new RegExp(`^Node [^,]+${name.source}`)); }
  pods(status = ''): Locator { return this.graph.getByLabel(new RegExp(`^Pod [^,]+, ${status}`)); }

  async write(text: string): Promise<void> {
    const field = this.editor.getByRole('textbox', { name: 'Manifest' });
    await field.focus();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
  }

  /** Types a line into the shown terminal. */
  async run(line: string): Promise<void> {
    await this.terminal.getByRole('textbox', { name: 'Terminal input' }).focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** What the terminal shows. */
  get screen(): Locator { return this.terminal.locator('.xterm-rows'); }

  async setSpeed(speed: string): Promise<void> { await this.page.getByLabel('Speed', { exact: true }).selectOption(speed); }

  /** A notice (toast) with that text. */
  notice(text: string | RegExp): Locator { return this.page.getByRole('list', { name: 'Notices' }).getByRole('listitem').filter({ hasText: text }); }

  async menu(of: Locator, item: string): Promise<void> {
    await of.click({ button: 'right', position: { x: 60, y: 16 } });
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }
}

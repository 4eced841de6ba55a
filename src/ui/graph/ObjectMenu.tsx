import { useState, type ReactNode } from 'react';
import { ContextMenu } from 'radix-ui';
import { Zap } from 'lucide-react';
import { actsOn, pageActs, perform } from '../acts/index.ts';
import { aim, FAULT_CARDS, whyNot } from '../faults/cards.ts';
import { openDialog } from '../state/dialogs.ts';
import { readRef, select, type Ref } from '../state/selection.ts';

const ON_PAPER = ['fit', 'tidy', 'as-table', 'add-nodes', 'palette'];

/** The context menu of whatever lies under the pointer (`data-ref`); on the bare stage, that of the page. */
export function ObjectMenu({ children }: { children: ReactNode }) {
  const [ref, setRef] = useState<Ref>();
  const mark = (target: EventTarget): void => {
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-ref]')?.dataset.ref : undefined;
    const found = key ? readRef(key) : undefined;
    setRef(found);
    if (found && found.kind !== 'Component') select(found);
  };
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={(event) => mark(event.target)}>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} aria-label={ref ? `${ref.kind} ${ref.name}` : 'Graph'}>
          {ref ? <ObjectItems target={ref} /> : pageActs().filter((act) => ON_PAPER.includes(act.id)).map((act) => <Item key={act.id} name={act.name} icon={act.icon} shortcut={act.key} onSelect={() => void perform(act)} />)}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function ObjectItems({ target }: { target: Ref }) {
  const acts = actsOn(target);
  const faults = FAULT_CARDS.filter((card) => card.targets.length > 0 && !whyNot(card, target));
  return (
    <>
      <ContextMenu.Label className="menu-label clip">{target.kind} {target.name}</ContextMenu.Label>
      {acts.filter((act) => !act.danger).map((act) => <Item key={act.id} name={act.name} icon={act.icon} shortcut={act.key} onSelect={() => void perform(act, target)} />)}
      {acts.some((act) => act.danger) && <ContextMenu.Separator className="menu-line" />}
      {acts.filter((act) => act.danger).map((act) => <Item key={act.id} name={act.name} icon={act.icon} shortcut={act.key} danger onSelect={() => void perform(act, target)} />)}
      {faults.length > 0 && (
        <ContextMenu.Sub>
          <ContextMenu.SubTrigger className="menu-item"><Zap size={15} aria-hidden="true" /><span className="grow">Inject fault</span><span aria-hidden="true">›</span></ContextMenu.SubTrigger>
          <ContextMenu.Portal><ContextMenu.SubContent className="menu" collisionPadding={8}>
            {faults.map((card) => <Item key={card.type} name={card.title} icon={card.icon} onSelect={() => openDialog({ type: 'fault', fault: card.type, ref: aim(card, target) })} />)}
          </ContextMenu.SubContent></ContextMenu.Portal>
        </ContextMenu.Sub>
      )}
    </>
  );
}

function Item({ name, icon: Icon, shortcut, danger, onSelect }: { name: string; icon: typeof Zap; shortcut?: string; danger?: boolean; onSelect: () => void }) {
  return (
    <ContextMenu.Item className="menu-item" data-danger={danger || undefined} onSelect={onSelect} aria-label={name}>
      <Icon size={15} aria-hidden="true" /><span className="grow">{name}</span>{shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </ContextMenu.Item>
  );
}

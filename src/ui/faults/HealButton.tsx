import { useState } from 'react';
import type { FaultRow } from '../../bridge/protocol.ts';
import { notify } from '../state/notices.ts';
import { cardOf } from './cards.ts';
import { heal } from './heal.ts';

export function HealButton({ fault }: { fault: FaultRow }) {
  const [healing, setHealing] = useState(false);
  const title = cardOf(fault.type)?.title ?? fault.type;
  return (
    <button type="button" className="tool-button" disabled={healing} aria-label={`Heal ${title} on ${fault.targetName || 'cluster'}`}
      onClick={() => { setHealing(true); heal(fault.name).then(() => notify(`${title} healed`, 'good'), (e: Error) => { setHealing(false); notify(e.message, 'bad'); }); }}>Heal</button>
  );
}

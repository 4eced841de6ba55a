import { memo } from 'react';
import { ArrowRight } from 'lucide-react';
import { change } from '../../state/settings.ts';
import type { CardData } from './CardData.ts';

/** What has no room in this view is a press away. */
export const MoreCard = memo(function MoreCard({ data: { title } }: { data: CardData }) {
  return <button type="button" className="card more" tabIndex={-1} onClick={() => change({ view: 'services' })}><span className="card-head"><span className="card-name clip">{title}</span><ArrowRight size={15} aria-hidden="true" /></span></button>;
});

import { X } from 'lucide-react';
import { dismiss, useNotices } from '../state/notices.ts';

/** Notices for the eye, and the same words for a screen reader. */
export function LiveRegion() {
  const { list, spoken } = useNotices();
  return (
    <>
      <div className="unseen" role="status" aria-live="polite">{spoken}</div>
      <ul className="toasts" aria-label="Notices">
        {list.map((notice) => (
          <li key={notice.id} className="toast" data-tone={notice.tone}>
            <span className="grow">{notice.text}</span>
            {notice.action && <button type="button" className="tool-button" onClick={() => { notice.action!.run(); dismiss(notice.id); }}>{notice.action.label}</button>}
            <button type="button" className="clear" aria-label="Dismiss notice" onClick={() => dismiss(notice.id)}><X size={14} aria-hidden="true" /></button>
          </li>
        ))}
      </ul>
    </>
  );
}

import { CircleAlert } from 'lucide-react';
import { useComponent } from '../state/components.ts';
import type { Ref } from '../state/selection.ts';
import { FaultsOn } from './FaultsOn.tsx';

/** A process of the control plane: whether it runs and leads, and what went wrong in its loops. */
export function ComponentReport({ target }: { target: Ref }) {
  const report = useComponent(target.name);
  return (
    <div className="inspected">
      <div className="inspected-head">
        <p className="inspected-kind">Component of the control plane</p>
        <div className="inspected-title"><h3 className="inspected-name">{target.name}</h3></div>
      </div>
      <FaultsOn target={target} />
      <div className="tab-body">
        {!report && <p className="sentence">It is no process of the cluster: nothing more is known of it.</p>}
        {report && <>
          <p className="sentence">{report.up ? (report.active ? 'It is up, and its loops work.' : 'It is up, and waits: another one leads.') : 'It is down.'} {report.errors === 0 ? 'No loop has failed.' : `${report.errors.toLocaleString('en')} ${report.errors === 1 ? 'time a loop has failed: it was' : 'times a loop has failed: each was'} tried again.`}</p>
          {report.lastErrors.length > 0 && <section className="part"><h4>Last errors</h4>
            <ul>{[...report.lastErrors].reverse().map((error, i) => (
              <li key={`${error.at} ${error.loop} ${error.key} ${i}`} className="condition"><CircleAlert size={14} aria-hidden="true" /><span className="grow"><span className="part-name">{error.loop}</span> <span className="part-more">{error.key}</span><span className="part-line">{error.message}</span><span className="part-line number">{error.at}</span></span></li>
            ))}</ul>
          </section>}
        </>}
      </div>
    </div>
  );
}

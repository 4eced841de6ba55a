import type { ReactNode } from 'react';

/** A named region of the page: a quiet head with its tools, and its content. */
export function Region({ name, tools, children, className = '' }: { name: string; tools?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`region ${className}`} aria-label={name}>
      <header className="region-head"><h2>{name}</h2>{tools}</header>
      <div className="region-body">{children}</div>
    </section>
  );
}

import type { ButtonHTMLAttributes } from 'react';
import type { LucideIcon } from 'lucide-react';

/** A button of one icon; its name is read aloud and shown as a tip. */
export function IconButton({ icon: Icon, name, hint, ...rest }: { icon: LucideIcon; name: string; hint?: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" className="icon-button" aria-label={name} title={hint ? `${name} (${hint})` : name} {...rest}><Icon size={16} aria-hidden="true" /></button>;
}

// Owns the small panels that open under a button of the header: one at a time,
// closed by Escape and by what happens elsewhere.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  /** What happens when it opens. */
  opened?: () => void;
  children: ComponentChildren;
}

export function Menu({ title, opened, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    function away(event: Event): void {
      if (menu.current?.open && !menu.current.contains(event.target as Node)) menu.current.open = false;
    }
    function leave(event: KeyboardEvent): void {
      if (event.key !== "Escape" || !menu.current?.open) return;
      menu.current.open = false;
      menu.current.querySelector("summary")?.focus();
      event.stopImmediatePropagation();
    }
    addEventListener("pointerdown", away);
    addEventListener("focusin", away);
    addEventListener("keydown", leave, true);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("focusin", away);
      removeEventListener("keydown", leave, true);
    };
  }, []);
  return (
    <details class="menu" ref={menu} onToggle={(event) => event.currentTarget.open && opened?.()}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}

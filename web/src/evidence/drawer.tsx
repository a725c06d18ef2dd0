// Owns the drawer: it asks for what is selected and shows its evidence.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, Refusal } from "../api/ask";
import { actorQuery, agreementQuery, eventQuery, mediationQuery, tieQuery } from "../api/documents";
import { tieFilter } from "../modes/answer";
import { attempt } from "../state/answers";
import { go, view } from "../state/navigate";
import type { Selection, View } from "../state/view";
import { ActorEvidence } from "./actor";
import { AgreementEvidence } from "./agreement";
import { EventEvidence } from "./event";
import { MediationEvidence } from "./mediation";
import { TieEvidence } from "./tie";

const nothing = (
  <p>
    There is nothing by that id. The data may have changed since the link was made; search for its name
    instead.
  </p>
);

async function evidence({ is, id }: Selection, shown: View): Promise<JSX.Element> {
  switch (is) {
    case "actor": {
      const { actor } = await ask(actorQuery, { id });
      return actor ? <ActorEvidence key={id} actor={actor} /> : nothing;
    }
    case "tie": {
      const window = shown.mode === "compare" ? { from: "", to: "" } : shown.during;
      const filter = tieFilter({ ...shown, families: [], kinds: [] }, window);
      const { tie } = await ask(tieQuery, { key: id, filter });
      return tie ? <TieEvidence key={tie.id} tie={tie} filter={filter} /> : nothing;
    }
    case "event": {
      const { event } = await ask(eventQuery, { id });
      return event ? <EventEvidence event={event} /> : nothing;
    }
    case "agreement": {
      const { agreement } = await ask(agreementQuery, { id });
      return agreement ? <AgreementEvidence agreement={agreement} /> : nothing;
    }
    case "mediation": {
      const { node } = await ask(mediationQuery, { id });
      return node && "mediators" in node ? <MediationEvidence mediation={node} /> : nothing;
    }
  }
}

export function Drawer() {
  const { selected } = view.value;
  const [shown, setShown] = useState<{ of: string; told: JSX.Element } | null>(null);
  const panel = useRef<HTMLElement>(null);
  /** Where the reader was before, to be there again after. */
  const opener = useRef<Element | null>(null);
  const key = selected && `${selected.is} ${selected.id}`;
  const filter = JSON.stringify(tieFilter(view.value));

  useEffect(() => {
    if (!selected || !key) return;
    let late = false;
    const show = (told: JSX.Element) => !late && setShown({ of: key, told });
    evidence(selected, view.peek()).then(show, (cause) =>
      show(<p role="alert">{cause instanceof Refusal ? cause.message : String(cause)}</p>),
    );
    panel.current?.scrollTo(0, 0);
    return () => {
      late = true;
    };
  }, [key, filter, attempt.value]);

  useEffect(() => {
    const focused = document.activeElement;
    if (key && !panel.current?.contains(focused)) opener.current = focused;
    if (!key && focused === document.body && opener.current instanceof HTMLElement)
      opener.current.focus({ preventScroll: true });
  }, [key]);

  // The reader goes on in the evidence, unless she is in a list that she goes on with.
  useEffect(() => {
    if (shown && document.activeElement === document.body) panel.current?.querySelector("h2")?.focus();
  }, [shown]);

  if (!selected) return null;
  return (
    <aside class="drawer" ref={panel} aria-label="Evidence" tabIndex={-1}>
      <button
        type="button"
        class="close"
        aria-label="Close the evidence"
        onClick={() => go({ selected: null })}
      >
        ×
      </button>
      {shown?.of === key ? shown.told : <p class="late muted">Asking…</p>}
    </aside>
  );
}

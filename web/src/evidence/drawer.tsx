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
      return actor ? <ActorEvidence actor={actor} /> : nothing;
    }
    case "tie": {
      const window = shown.mode === "compare" ? { from: "", to: "" } : shown.during;
      const { tie } = await ask(tieQuery, { key: id, filter: tieFilter({ ...shown, families: [] }, window) });
      return tie ? <TieEvidence tie={tie} /> : nothing;
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
  const [shown, setShown] = useState<JSX.Element | null>(null);
  const panel = useRef<HTMLElement>(null);
  const key = selected && `${selected.is} ${selected.id}`;

  useEffect(() => {
    if (!selected) return;
    let late = false;
    evidence(selected, view.peek()).then(
      (element) => !late && setShown(element),
      (cause) =>
        !late && setShown(<p role="alert">{cause instanceof Refusal ? cause.message : String(cause)}</p>),
    );
    panel.current?.scrollTo(0, 0);
    return () => {
      late = true;
    };
  }, [key, attempt.value]);

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
      {shown}
    </aside>
  );
}

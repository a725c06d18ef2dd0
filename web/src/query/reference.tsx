// Owns the reference: every type, field and word of the schema with its
// meaning, to be searched and followed.
import type { GraphQLNamedType } from "graphql";
import { useEffect, useRef, useState } from "preact/hooks";
import { entries, having, schema } from "./schema";

/** Shows one type, or those that have the text searched for. */
export function Reference({ type, show }: { type: string; show(type: string): void }) {
  const [text, setText] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.scrollTo(0, 0), [type, text]);
  const one = schema.getType(type);
  const found = text ? having(text) : [];
  return (
    <div class="reference" ref={panel}>
      <p class="search">
        <label for="reference-search">Search the schema</label>
        <input
          id="reference-search"
          type="search"
          value={text}
          placeholder="A type, a field, a word of its meaning"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </p>
      {text ? (
        <ul>
          {found.length === 0 && <li class="muted">Nothing in the schema is called that.</li>}
          {found.map(({ name, description }) => (
            <li key={name}>
              <Type
                name={name}
                show={(next) => {
                  setText("");
                  show(next);
                }}
              />{" "}
              <span class="muted">{description}</span>
            </li>
          ))}
        </ul>
      ) : (
        one && <Described type={one} show={show} />
      )}
    </div>
  );
}

function Described({ type, show }: { type: GraphQLNamedType; show(type: string): void }) {
  return (
    <>
      {type.name !== "Query" && (
        <p>
          <Type name="Query" show={show} /> ›
        </p>
      )}
      <h2>{type.name}</h2>
      <p>{type.description}</p>
      <dl>
        {entries(type).map(({ name, form, meaning, leads }) => (
          <div key={name}>
            <dt>
              <strong>{name}</strong>
              <code>{form}</code> {leads && <Type name={leads} show={show} />}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Type({ name, show }: { name: string; show(type: string): void }) {
  return (
    <button type="button" class="type" onClick={() => show(name)}>
      {name}
    </button>
  );
}

// Owns the list of saved views: to name, open, rename and delete them.
import { useState } from "preact/hooks";
import { answer } from "../state/answers";
import { go, view } from "../state/navigate";
import { keep, rename, type SavedView, saved, store } from "../state/saved";
import { decode, encode } from "../state/view";
import { Menu } from "./menu";

const noRoom = "The browser does not let the page keep this. Copy the link instead.";

export function Saved() {
  const [name, setName] = useState("");
  const [said, setSaid] = useState("");
  const taken = saved.value.some((kept) => kept.name === name.trim());

  function add(event: Event): void {
    event.preventDefault();
    const title = name.trim() || (answer.value?.said.replace(/\.$/, "") ?? "A view");
    const done = store(keep(saved.value, title, encode(view.value)));
    setSaid(done ? `Saved “${title}” in this browser.` : noRoom);
    setName("");
  }

  return (
    <Menu title="Views">
      <form onSubmit={add}>
        <label class="choice">
          <span>Save this view as</span>
          <input
            value={name}
            placeholder={answer.value?.said.replace(/\.$/, "") ?? ""}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <p class="actions">
          <button type="submit" class="primary">
            {taken ? "Replace" : "Save"}
          </button>
        </p>
      </form>
      <p role="status">{said}</p>
      {saved.value.length === 0 ? (
        <p class="muted">No view is kept in this browser yet.</p>
      ) : (
        <ul class="views" aria-label="Saved views">
          {saved.value.map((kept) => (
            <Kept key={kept.name} kept={kept} say={setSaid} />
          ))}
        </ul>
      )}
    </Menu>
  );
}

function Kept({ kept, say }: { kept: SavedView; say(text: string): void }) {
  const [doing, setDoing] = useState<"rename" | "delete" | null>(null);
  const [name, setName] = useState(kept.name);

  function change(views: SavedView[], done: string): void {
    say(store(views) ? done : noRoom);
    setDoing(null);
  }

  if (doing === "rename") {
    return (
      <li>
        <form
          class="actions"
          onSubmit={(event) => {
            event.preventDefault();
            const title = name.trim();
            if (title) change(rename(saved.value, kept.name, title), `Renamed to “${title}”.`);
          }}
        >
          <input aria-label="New name" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <button type="submit">Rename</button>
          <button type="button" onClick={() => setDoing(null)}>
            Cancel
          </button>
        </form>
      </li>
    );
  }
  if (doing === "delete") {
    return (
      <li class="actions">
        <span>Delete “{kept.name}”?</span>
        <button
          type="button"
          onClick={() =>
            change(
              saved.value.filter(({ name }) => name !== kept.name),
              `Deleted “${kept.name}”.`,
            )
          }
        >
          Delete
        </button>
        <button type="button" onClick={() => setDoing(null)}>
          Keep
        </button>
      </li>
    );
  }
  return (
    <li class="actions">
      <a
        href={`?${kept.address}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go(decode(kept.address));
        }}
      >
        {kept.name}
      </a>
      <button type="button" aria-label={`Rename ${kept.name}`} onClick={() => setDoing("rename")}>
        Rename
      </button>
      <button type="button" aria-label={`Delete ${kept.name}`} onClick={() => setDoing("delete")}>
        Delete
      </button>
    </li>
  );
}

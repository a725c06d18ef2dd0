// Owns the tools in the header: how the picture is drawn, and what can be done with it.
import { useId } from "preact/hooks";
import { datasetVersion } from "../state/answers";
import { drawn } from "../state/drawn";
import { go, view } from "../state/navigate";
import { theme, toggleTheme } from "../state/theme";
import { choosesTies, start, type View } from "../state/view";
import { redacted } from "../words/words";
import { Filter } from "./filter";
import { Menu } from "./menu";
import { Saved } from "./saved";
import { Share } from "./share";

export function Tools() {
  const { table, mode } = view.value;
  const pictured = mode !== "query";
  return (
    <div class="tools">
      {pictured && (
        <>
          <button type="button" aria-pressed={table} onClick={() => go({ table: !table })}>
            Table
          </button>
          {choosesTies(mode) && <Filter />}
          <Display />
        </>
      )}
      <Saved />
      {pictured && drawn.value && <Share version={datasetVersion.value} />}
      <button type="button" aria-pressed={theme.value.dark} onClick={toggleTheme}>
        Dark
      </button>
    </div>
  );
}

const rollUps: Record<View["rollUp"], string> = {
  NONE: "nobody",
  CORPS: "units to their corps",
  STATE: "all to the top of their command",
  KIND: "all of a kind",
};
const sizes: Record<View["size"], string> = {
  degree: "neighbours",
  betweenness: "standing between others (betweenness)",
  pageRank: "PageRank",
  same: "nothing, all the same",
};
const colours: Record<View["colour"], string> = { kind: "kind", community: "community" };
const names: Record<View["names"], string> = {
  first: "as the data has them",
  arabic: "Arabic where known",
  both: "both",
};

function Display() {
  const { mode } = view.value;
  const measured = mode === "network" || mode === "compare";
  return (
    <Menu title="Display">
      <Choice
        label="Size shows"
        field="size"
        words={measured ? sizes : { degree: sizes.degree, same: sizes.same }}
      />
      {measured && <Choice label="Colour shows" field="colour" words={colours} />}
      {measured && <Choice label="Gather" field="rollUp" words={rollUps} />}
      <Choice label="Names" field="names" words={names} />
      <label class="check">
        <input
          type="checkbox"
          checked={redacted.value}
          onChange={() => {
            redacted.value = !redacted.value;
          }}
        />
        Hide names, for a screenshot
      </label>
    </Menu>
  );
}

function Choice<Field extends "size" | "colour" | "rollUp" | "names">({
  label,
  field,
  words,
}: {
  label: string;
  field: Field;
  words: Partial<Record<View[Field], string>>;
}) {
  const id = useId();
  const value = view.value[field];
  return (
    <p class="choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value in words ? value : start[field]}
        onChange={(event) => go({ [field]: event.currentTarget.value })}
      >
        {Object.entries(words).map(([name, word]) => (
          <option key={name} value={name}>
            {word as string}
          </option>
        ))}
      </select>
    </p>
  );
}

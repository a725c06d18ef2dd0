// Owns the legend, which is also the filter by family of ties.
import type { TieFamily } from "../api/graphql";
import {
  changeMarks,
  familyMarks,
  kinds,
  mixed,
  outline,
  type Pattern,
  rhombus,
  type Shape,
} from "../picture/marks";
import { picture } from "../state/answers";
import { go, view } from "../state/navigate";
import { theme } from "../state/theme";
import { families } from "../state/view";

/** A short piece of a line. */
export function Swatch({
  mark,
}: {
  mark: { colour: string; dark: string; pattern: Pattern; width: number };
}) {
  const dashes = mark.pattern.some(Boolean) ? mark.pattern.join(" ") : undefined;
  return (
    <svg class="swatch" width="30" height="8" aria-hidden="true">
      <line
        x1="1"
        y1="4"
        x2="29"
        y2="4"
        stroke={theme.value.dark ? mark.dark : mark.colour}
        stroke-width={mark.width}
        stroke-dasharray={dashes}
      />
    </svg>
  );
}

/** A mark as the canvas draws it. */
export function Glyph({ shape, colour }: { shape: Shape; colour: string }) {
  const ring = mixed(colour, theme.value.dark ? theme.value.paper : theme.value.ink, 0.6);
  return (
    <svg class="glyph" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      {shape.points ? (
        <polygon points={outline(shape, 7).join(" ")} fill={colour} stroke={ring} />
      ) : (
        <circle r="6" fill={colour} stroke={ring} />
      )}
    </svg>
  );
}

export function Legend() {
  const shown = picture.value;
  const present = new Set([...(shown?.actors.values() ?? [])].map(({ kind }) => kind));
  const { mode, colour } = view.value;
  return (
    <section class="legend" aria-label="Legend">
      {colour === "kind" ? (
        <ul aria-label="Kinds of actors">
          {Object.entries(kinds)
            .filter(([kind]) => present.has(kind as keyof typeof kinds))
            .map(([kind, { word, shape, colour }]) => (
              <li key={kind}>
                <Glyph shape={shape} colour={colour} /> {word}
              </li>
            ))}
        </ul>
      ) : (
        <p>Colours are communities, shapes are kinds.</p>
      )}
      <ul aria-label="Ties">
        {mode === "compare" ? <Changes /> : <Families />}
        {[...(shown?.ties.values() ?? [])].some(({ contested }) => contested) && (
          <li>
            <Wave /> contested
          </li>
        )}
        {(shown?.mediations.length ?? 0) > 0 && (
          <li>
            <Hollow /> one mediation with its sides
          </li>
        )}
      </ul>
    </section>
  );
}

function Changes() {
  return Object.values(changeMarks).map((mark) => (
    <li key={mark.word}>
      <Swatch mark={mark} /> {mark.word}
    </li>
  ));
}

/** The families of ties: a choice where the mode has one, else those that are there. */
function Families() {
  const { mode, families: chosen } = view.value;
  const filters = mode === "network" || mode === "paths";
  const present = new Set([...(picture.value?.ties.values() ?? [])].map(({ family }) => family));
  if (picture.value?.mediations.length) present.add("THIRD_PARTY");
  function toggle(family: TieFamily): void {
    const current = chosen.length ? chosen : [...families];
    const next = current.includes(family) ? current.filter((f) => f !== family) : [...current, family];
    go({ families: next.length === families.length ? [] : families.filter((f) => next.includes(f)) });
  }
  return families
    .filter((family) => filters || present.has(family))
    .map((family) => (
      <li key={family}>
        {filters ? (
          <label>
            <input
              type="checkbox"
              checked={chosen.length === 0 || chosen.includes(family)}
              onChange={() => toggle(family)}
            />
            <Swatch mark={familyMarks[family]} /> {familyMarks[family].word}
          </label>
        ) : (
          <>
            <Swatch mark={familyMarks[family]} /> {familyMarks[family].word}
          </>
        )}
      </li>
    ));
}

/** A contested line. */
function Wave() {
  return (
    <svg class="swatch" width="30" height="10" aria-hidden="true">
      <path
        d="M1 5q2.6-5 5.2 0t5.2 0t5.2 0t5.2 0t5.2 0"
        fill="none"
        stroke={theme.value.muted}
        stroke-width="1.6"
      />
    </svg>
  );
}

/** The mark of a mediation. */
function Hollow() {
  const { dark, colour } = familyMarks.THIRD_PARTY;
  return (
    <svg class="glyph" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      <polygon
        points={outline(rhombus, 6.5).join(" ")}
        fill={theme.value.paper}
        stroke={theme.value.dark ? dark : colour}
        stroke-width="2"
      />
    </svg>
  );
}

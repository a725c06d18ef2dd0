// Owns the legend, which is also the filter by family of ties.
import type { TieFamily } from "../api/graphql";
import { changeMarks, familyMarks, kinds, outline, type Pattern, type Shape } from "../picture/marks";
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
  return (
    <svg class="glyph" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      {shape.points ? (
        <polygon points={outline(shape, 7.5).join(" ")} fill={colour} />
      ) : (
        <circle r="6.5" fill={colour} />
      )}
    </svg>
  );
}

export function Legend() {
  const shown = picture.value;
  const present = new Set([...(shown?.actors.values() ?? [])].map(({ kind }) => kind));
  const chosen = view.value.families;
  const { mode } = view.value;
  const compares = mode === "compare";
  const filters = mode === "network" || mode === "paths";
  function toggle(family: TieFamily): void {
    const current = chosen.length ? chosen : [...families];
    const next = current.includes(family) ? current.filter((f) => f !== family) : [...current, family];
    go({ families: next.length === families.length ? [] : families.filter((f) => next.includes(f)) });
  }
  return (
    <section class="legend" aria-label="Legend">
      {view.value.colour === "kind" ? (
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
      {compares ? (
        <ul aria-label="Changes of ties">
          {Object.values(changeMarks).map((mark) => (
            <li key={mark.word}>
              <Swatch mark={mark} /> {mark.word}
            </li>
          ))}
        </ul>
      ) : (
        <ul aria-label="Families of ties" class="families">
          {families.map((family) => (
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
          ))}
        </ul>
      )}
      <p class="hint">Wavy lines are contested. A hollow diamond is one mediation with its sides.</p>
    </section>
  );
}

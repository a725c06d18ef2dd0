// Owns the table of the picture: its actors and its ties, sortable, opening the same evidence.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { MediationLine } from "../api/documents";
import { Actor, Open } from "../evidence/parts";
import { title } from "../modes/mediated";
import type { PictureActor, PictureTie } from "../picture/picture";
import { picture } from "../state/answers";
import { dateWords } from "../words/dates";
import { plain, shownName } from "../words/words";
import { More } from "./more";

interface Column<Row> {
  title: string;
  /** What rows are sorted by. */
  value(row: Row): string | number;
  /** What stands in the cell, if not the value. */
  cell?(row: Row): ComponentChildren;
}

const actorColumns: Column<PictureActor>[] = [
  { title: "Actor", value: shownName, cell: (actor) => <Actor actor={actor} /> },
  { title: "Kind", value: ({ kind }) => plain(kind) },
  { title: "Neighbours", value: ({ degree }) => degree },
  { title: "Betweenness", value: ({ betweenness }) => rounded(betweenness) },
  { title: "PageRank", value: ({ pageRank }) => rounded(pageRank) },
  { title: "Community", value: ({ community }) => community ?? "" },
];

const tieColumns: Column<PictureTie>[] = [
  { title: "From", value: ({ from }) => shownName(from), cell: ({ from }) => <Actor actor={from} /> },
  {
    title: "Tie",
    value: ({ kind }) => plain(kind),
    cell: ({ key, kind }) => <Open what={{ is: "tie", id: key }}>{plain(kind)}</Open>,
  },
  { title: "To", value: ({ to }) => shownName(to), cell: ({ to }) => <Actor actor={to} /> },
  {
    title: "First seen",
    value: ({ firstSeen }) => firstSeen?.edtf.replace(/^[^\d]*/, "") ?? "~",
    cell: ({ firstSeen }) => dateWords(firstSeen?.edtf),
  },
  { title: "Evidence", value: ({ eventCount }) => eventCount },
  { title: "Publishers", value: ({ publisherCount }) => publisherCount ?? "" },
  { title: "Contested", value: ({ contested }) => (contested ? "contested" : "") },
  { title: "Change", value: ({ change }) => change ?? "" },
];

const mediationColumns: Column<MediationLine>[] = [
  {
    title: "Mediation",
    value: title,
    cell: (mediation) => <Open what={{ is: "mediation", id: mediation.id }}>{title(mediation)}</Open>,
  },
  { title: "When", value: ({ date }) => date?.edtf ?? "~", cell: ({ date }) => dateWords(date?.edtf) },
  { title: "Outcome", value: ({ outcome }) => outcome ?? "" },
];

export function Tables() {
  const shown = picture.value;
  if (!shown) return null;
  const ties = [...shown.ties.values()];
  const columns = ties.some(({ change }) => change) ? tieColumns : tieColumns.slice(0, -1);
  return (
    <section class="tables" aria-label="The picture as tables">
      {shown.mediations.length > 0 && (
        <Table caption="Mediations" columns={mediationColumns} rows={shown.mediations} id={({ id }) => id} />
      )}
      <Table caption="Actors" columns={actorColumns} rows={[...shown.actors.values()]} id={({ id }) => id} />
      <Table caption="Ties" columns={columns} rows={ties} id={({ key }) => key} />
    </section>
  );
}

const atOnce = 500; // rows; more would keep the page from answering

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  id(row: Row): string;
}

function Table<Row>({ caption, columns, rows, id }: TableProps<Row>) {
  const [by, setBy] = useState<{ column: number; down: boolean } | null>(null);
  const [most, setMost] = useState(atOnce);
  const body = useRef<HTMLTableSectionElement>(null);
  const column = by && columns[by.column];
  const sorted = column
    ? rows.toSorted((a, b) => compare(column.value(a), column.value(b)) * (by.down ? -1 : 1))
    : rows;
  return (
    <>
      <table>
        <caption>
          {caption} ({rows.length.toLocaleString("en")})
        </caption>
        <thead>
          <tr>
            {columns.map(({ title }, i) => (
              <th
                key={title}
                scope="col"
                aria-sort={by?.column === i ? (by.down ? "descending" : "ascending") : undefined}
              >
                <button
                  type="button"
                  onClick={() => setBy({ column: i, down: by?.column === i && !by.down })}
                >
                  {title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {sorted.slice(0, most).map((row) => (
            <tr key={id(row)}>
              {columns.map(({ title, value, cell }) => (
                <td key={title} dir="auto">
                  {cell ? cell(row) : value(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <More
        shown={Math.min(most, rows.length)}
        total={rows.length}
        step={atOnce}
        rows={body}
        more={() => setMost(most + atOnce)}
      />
    </>
  );
}

const rounded = (value: number | undefined) => (value === undefined ? "" : Math.round(value * 1e4) / 1e4);

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

// Owns lists of evidence that come page by page.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Refusal } from "../api/ask";
import { More } from "../panels/more";

interface Page<Row> {
  totalCount: number;
  pageInfo: { endCursor: string | null };
  nodes: Row[];
}

interface Props<Row> {
  /** What there is already. */
  first: Page<Row>;
  /** Asks for what comes after a cursor. */
  next(after: string | null): Promise<Page<Row> | null | undefined>;
  row(row: Row): JSX.Element;
  /** The list's element. */
  as: "ul" | "div";
}

/** A list and the way to the rest of it. */
export function Paged<Row>({ first, next, row, as: List }: Props<Row>) {
  const [pages, setPages] = useState([first]);
  const [fault, setFault] = useState("");
  const rows = useRef<HTMLElement>(null);
  const nodes = pages.flatMap((page) => page.nodes);

  async function more(): Promise<void> {
    try {
      const page = await next(pages.at(-1)?.pageInfo.endCursor ?? null);
      if (page) setPages([...pages, page]);
      setFault("");
    } catch (cause) {
      setFault(cause instanceof Refusal ? cause.message : String(cause));
    }
  }

  return (
    <>
      <List ref={rows as never}>{nodes.map(row)}</List>
      <More
        shown={nodes.length}
        total={first.totalCount}
        step={first.nodes.length}
        rows={rows}
        more={() => void more()}
      />
      {fault && <p role="alert">{fault}</p>}
    </>
  );
}

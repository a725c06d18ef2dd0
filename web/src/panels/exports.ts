// Owns the addresses under which the server writes what is on screen as a file.
import type { Exported } from "../modes/answer";

/** The server's formats, with what opens them. */
export const formats = [
  { name: "gexf", word: "GEXF", use: "Gephi" },
  { name: "graphml", word: "GraphML", use: "yEd, igraph, NetworkX" },
  { name: "csv", word: "CSV", use: "spreadsheets" },
  { name: "node-link", word: "Node-link JSON", use: "NetworkX, D3" },
  { name: "cytoscape", word: "Cytoscape JSON", use: "Cytoscape" },
  { name: "jsonl", word: "JSON Lines", use: "everything, with its evidence" },
] as const;

export type Format = (typeof formats)[number]["name"];

/** Where a format of that network is to be had. */
export function address(format: Format, { filter, limit, rollUp = "NONE", ids, depth }: Exported): string {
  const url = new URLSearchParams({
    filter: JSON.stringify(filter),
    rollUp,
    limit: String(limit),
  });
  if (ids) {
    url.set("ids", ids.join(","));
    url.set("depth", String(depth ?? 1));
  }
  return `export/${format}?${url}`;
}

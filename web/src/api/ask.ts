// Owns the way to the server: one operation in, its data or a Refusal out.
// Answers are kept for as long as the page is open, so that Back asks nothing.
import { print } from "@0no-co/graphql.web";
import type { TadaDocumentNode } from "gql.tada";

/** What the server or the network refused, as sentences for a reader. */
export class Refusal extends Error {
  constructor(
    /** The code of the API, or UNREACHABLE. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface AnswerError {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: { code?: string };
}

const meanings: Record<string, string> = {
  BAD_USER_INPUT: "The question has a value that cannot be used",
  NOT_FOUND: "Something the question names does not exist",
  UNAUTHENTICATED: "The server wants to know who is asking",
  FORBIDDEN: "The server does not allow this question",
  LIMIT_EXCEEDED: "The question asks for too much at once",
  TIMEOUT: "The answer took too long",
  UNAVAILABLE: "The data cannot be reached right now",
  INTERNAL: "Something went wrong in the server; its log says what",
  GRAPHQL_PARSE_FAILED: "The question is not valid GraphQL",
  GRAPHQL_VALIDATION_FAILED: "The question does not fit the schema",
};

/** Says an error of the API as one sentence. */
export function sentence(error: AnswerError): string {
  const meaning = meanings[error.extensions?.code ?? ""];
  const text = (meaning ? `${meaning}: ${error.message}` : error.message).replace(/[.\s]+$/, "");
  return `${text}.`;
}

/** Sends an operation as text. Throws a Refusal only if no answer came at all. */
export async function send(
  query: string,
  variables: unknown,
  signal?: AbortSignal,
): Promise<{ data?: unknown; errors?: AnswerError[] }> {
  let response: Response;
  try {
    response = await fetch("graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Refusal(
      "UNREACHABLE",
      "The server cannot be reached. Is it still running? It is asked again by and by.",
    );
  }
  try {
    return (await response.json()) as { data?: unknown; errors?: AnswerError[] };
  } catch {
    throw new Refusal(
      "UNREACHABLE",
      `The server sent no answer that can be read (status ${response.status}). Is it still running?`,
    );
  }
}

const kept = new Map<string, Promise<unknown>>();
const keptAtMost = 200;

/** Drops the answers kept, because the data may have changed. */
export function forget(): void {
  kept.clear();
}

/** Asks a typed operation. The same question asked again costs nothing. Throws a Refusal. */
export function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const query = print(document);
  const key = `${query}\n${JSON.stringify(variables)}`;
  const known = kept.get(key);
  if (known) return known as Promise<Result>;
  const answer = send(query, variables).then(({ data, errors }) => {
    const [first] = errors ?? [];
    if (first) throw new Refusal(first.extensions?.code ?? "INTERNAL", sentence(first));
    return data as Result;
  });
  kept.set(key, answer);
  answer.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= keptAtMost) break;
    kept.delete(oldest);
  }
  return answer;
}

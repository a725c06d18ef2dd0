// Asking the API, and saying what went wrong.

/**
 * Asks one operation. Never throws: what fails becomes an error of the shape
 * that the API has.
 *
 * @returns {Promise<{data: object|null, errors: object[], body: object|null}>}
 */
export async function ask(query, variables = {}, signal = undefined) {
  let response;
  try {
    response = await fetch("graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  } catch {
    return failed("The server cannot be reached. Is it still running?");
  }
  try {
    const body = await response.json();
    return { data: body.data ?? null, errors: body.errors ?? [], body };
  } catch {
    return failed(`The server sent no answer that can be read (status ${response.status}).`);
  }
}

function failed(message) {
  return { data: null, errors: [{ message }], body: null };
}

// What each code means to a reader. The message of the error follows.
const MEANINGS = {
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

/** Says an error of the API as a sentence. */
export function sentence(error) {
  const meaning = MEANINGS[error?.extensions?.code];
  const message = String(error?.message ?? "no reason was given");
  const { line, column } = error?.locations?.[0] ?? {};
  const where = error?.path?.length
    ? ` (at ${error.path.join(" › ")})`
    : line
      ? ` (line ${line}, column ${column})`
      : "";
  const text = (meaning ? `${meaning}: ${message}` : message).replace(/[.\s]+$/, "");
  return `${text}${where}.`;
}

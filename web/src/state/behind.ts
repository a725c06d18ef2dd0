// Owns the question behind the picture as text, to be shown, copied and asked again.
import { print } from "@0no-co/graphql.web";
import { answer } from "./answers";

/** The GraphQL and the variables (as JSON) behind what is on screen; null before anything is. */
export function behind(): { query: string; variables: string } | null {
  const question = answer.peek()?.question;
  if (!question) return null;
  return {
    query: print(question.document as never),
    variables: JSON.stringify(question.variables, null, 2),
  };
}

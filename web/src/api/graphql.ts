// Owns the typed `graphql` tag: documents are checked against schema.graphqls.
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; Time: string };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";

type Types = introspection["types"];
/** The words of an enum of the schema. */
export type Enum<Name extends keyof Types> = Types[Name] extends { enumValues: infer Values }
  ? Values
  : never;
export type TieFamily = Enum<"TieFamily">;
export type TieKind = Enum<"TieKind">;
export type ActorKind = Enum<"ActorKind">;

// Owns the schema as the query tab knows it: the contract itself, built into
// the page, so that completion and documentation need nobody else.
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import text from "../../../schema.graphqls";

export const schema = buildSchema(text, { assumeValid: true });

/** One line of the reference: a field, an input field or a word of an enum. */
export interface Entry {
  name: string;
  /** Its arguments and type as the schema writes them; empty for a word of an enum. */
  form: string;
  meaning: string;
  /** The name of the type that it gives, if that has entries of its own. */
  leads: string | null;
}

/** What a type is made of, in the order of the schema. */
export function entries(type: GraphQLNamedType): Entry[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ name, form: "", meaning: description ?? "", leads: null }));
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).map((field) => {
      const needs = field.args.map((arg) => `${arg.name}: ${arg.type}`).join(", ");
      return {
        name: field.name,
        form: `${needs && `(${needs})`}: ${field.type}`,
        meaning: field.description ?? "",
        leads: made(String(field.type)),
      };
    });
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      name: field.name,
      form: `: ${field.type}`,
      meaning: field.description ?? "",
      leads: made(String(field.type)),
    }));
  }
  return [];
}

/** The types that have entries, Query first. */
export const types: GraphQLNamedType[] = Object.values(schema.getTypeMap())
  .filter((type) => !type.name.startsWith("__") && described(type))
  .toSorted((a, b) => Number(b.name === "Query") - Number(a.name === "Query") || (a.name < b.name ? -1 : 1));

/** The types with that text in their name, or in that of an entry, or in its meaning; all for an empty one. */
export function having(text: string): GraphQLNamedType[] {
  const wanted = text.trim().toLowerCase();
  return types.filter((type) =>
    [type.name, ...entries(type).flatMap(({ name, meaning }) => [name, meaning])].some((part) =>
      part.toLowerCase().includes(wanted),
    ),
  );
}

function made(form: string): string | null {
  const name = form.replace(/[[\]!]/g, "");
  return described(schema.getType(name)) ? name : null;
}

/** Whether a type has entries. */
function described(type: GraphQLNamedType | undefined): boolean {
  return isEnumType(type) || isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
}

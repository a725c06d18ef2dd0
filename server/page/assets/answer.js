// An answer as nested tables: a list of objects is a table, its objects are
// rows. It knows nothing of the schema but the shape of a Relay edge.

/** Returns what shows a JSON value. */
export function render(value) {
  if (Array.isArray(value)) return list(value);
  if (isObject(value)) return record(value);
  return scalar(value);
}

/** Shows a list: objects as one table, anything else line by line. */
function list(values) {
  if (values.length === 0) return none("none");
  if (!values.every(isObject) || values.every(isNamed)) {
    return element("ul", "lines", ...values.map((value) => element("li", "", render(value))));
  }
  const rows = values.map(withoutEdge);
  const columns = columnsOf(rows);
  const head = element("tr", "", ...columns.map((column) => header(column)));
  const body = rows.map((row) => element("tr", "", ...columns.map((column) => cell(column, row[column]))));
  return element("table", "", element("thead", "", head), element("tbody", "", ...body));
}

/** Shows one object: its only field alone, or each field under its name. */
function record(value) {
  if (isNamed(value)) return named(value);
  const fields = Object.entries(value);
  if (fields.length === 1) return field(...fields[0]);
  const parts = fields.flatMap(([name, content]) => {
    const wide = Array.isArray(content) && content.length > 0 && !content.every(isNamed) ? "wide" : "";
    return [element("dt", wide, title(name)), element("dd", wide, field(name, content))];
  });
  return element("dl", "", ...parts);
}

/** Shows the content of a field. */
function field(name, content) {
  if (typeof content === "string" && (name === "id" || name === "key")) return element("code", "id", content);
  return render(content);
}

/** Shows an id with its name on one line. */
function named(value) {
  const text = element("span", "text", value.name ?? value.title, " ", element("code", "id", value.id));
  text.dir = "auto";
  return text;
}

function scalar(value) {
  if (value === null) return none("unknown");
  if (value === true) return element("span", "", "yes");
  if (value === false) return element("span", "", "no");
  if (typeof value === "number") return element("span", "", value.toLocaleString());
  const text = element("span", "text", String(value));
  text.dir = "auto";
  return text;
}

/** The fields that occur in any of the objects, in the order they are met. */
export function columnsOf(values) {
  return [...new Set(values.flatMap((value) => Object.keys(value)))];
}

/** Whether an object is only an id with a name or title. */
export function isNamed(value) {
  return isObject(value) && Object.keys(value).length === 2 && "id" in value
    && (typeof value.name === "string" || typeof value.title === "string");
}

/** An edge with the fields of its node beside its own. */
export function withoutEdge(value) {
  const { node, ...own } = value;
  return isObject(node) ? { ...own, ...node } : value;
}

/** totalCount as "total count". */
export function title(name) {
  return name.replace(/^__/, "").replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function header(name) {
  const th = element("th", "", title(name));
  th.scope = "col";
  return th;
}

function cell(name, value) {
  const td = element("td", typeof value === "number" ? "number" : "", value === undefined ? none("–") : field(name, value));
  td.dataset.label = title(name);
  return td;
}

function none(text) {
  return element("span", "none", text);
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Owns a question as a Python script that needs nothing but Python.

/** The script that asks the same of the server at an address. */
export function python(address: string, query: string, variables: string): string {
  return `import json
import urllib.request

query = """
${query}
"""
variables = json.loads(r"""${variables || "{}"}""")

request = urllib.request.Request(
    "${address}",
    json.dumps({"query": query, "variables": variables}).encode(),
    {"Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as answer:
    print(json.dumps(json.load(answer)["data"], indent=2, ensure_ascii=False))
`;
}

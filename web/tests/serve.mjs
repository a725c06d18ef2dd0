// Serves dist/ under the program's own policy and hands /graphql to a program
// that runs already: for journeys before the page is embedded.
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const policy =
  "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Starts at a free port; api is the address of the program. Gives the address and a way to stop. */
export async function serve(dist, api) {
  const server = createServer(async (incoming, answer) => {
    const { pathname } = new URL(incoming.url, "http://page");
    if (pathname === "/graphql") {
      const forward = request(
        `${api}graphql`,
        {
          method: incoming.method,
          headers: { ...incoming.headers, host: new URL(api).host, origin: new URL(api).origin },
        },
        (from) => {
          answer.writeHead(from.statusCode, from.headers);
          from.pipe(answer);
        },
      );
      forward.on("error", () => answer.destroy());
      return incoming.pipe(forward);
    }
    const file = join(dist, normalize(pathname === "/" ? "/index.html" : pathname));
    try {
      const content = await readFile(file);
      answer.writeHead(200, {
        "Content-Type": types[extname(file)] ?? "application/octet-stream",
        "Content-Security-Policy": policy,
      });
      answer.end(content);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      }),
  };
}

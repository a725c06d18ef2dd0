// Starts the explorer.
import { render } from "preact";
import { App } from "./panels/app";

const root = document.getElementById("explorer");
if (root) render(<App />, root);

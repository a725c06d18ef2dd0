// Starts the explorer.
import { render } from "preact";
import { App } from "./panels/app";
import "./state/names";

const root = document.getElementById("explorer");
if (root) render(<App />, root);

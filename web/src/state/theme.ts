// Owns light and dark: as the system says, unless the reader chose.
import { computed, effect, signal } from "@preact/signals";
import { dark, light } from "../picture/marks";

const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", () => {
  systemDark.value = system.matches;
});

const chosen = signal(localStorage.getItem("theme"));

export const theme = computed(() =>
  (chosen.value ?? (systemDark.value ? "dark" : "light")) === "dark" ? dark : light,
);

export function toggleTheme(): void {
  chosen.value = theme.value.dark ? "light" : "dark";
  localStorage.setItem("theme", chosen.value);
}

effect(() => {
  document.documentElement.dataset.theme = theme.value.dark ? "dark" : "light";
});

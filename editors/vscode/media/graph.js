// Runs inside the panel: shows the picture, zooms, and tells the extension what was clicked.
(() => {
  const vscode = acquireVsCodeApi();
  const picture = document.getElementById("picture");
  const button = (id) => document.getElementById(id);
  let scale = 0; // 0: as wide as the panel

  function zoom(next) {
    scale = next;
    const svg = picture.querySelector("svg");
    if (!svg) { return; }
    const width = svg.viewBox.baseVal.width;
    svg.style.width = scale === 0 ? `min(100%, ${width}px)` : `${width * scale}px`;
    svg.style.height = "auto";
  }

  // The picture knows light and dark by the system's wish; here the editor's theme counts.
  function theme() {
    const dark = document.body.classList.contains("vscode-dark") || (document.body.classList.contains("vscode-high-contrast") && !document.body.classList.contains("vscode-high-contrast-light"));
    for (const style of picture.querySelectorAll("style")) {
      for (const rule of style.sheet?.cssRules ?? []) {
        const said = rule instanceof CSSMediaRule && (rule.wish ??= rule.media.mediaText);
        if (said && /prefers-color-scheme/.test(said)) { rule.media.mediaText = /dark/.test(said) === dark ? "all" : "not all"; }
      }
    }
  }
  new MutationObserver(theme).observe(document.body, { attributes: true, attributeFilter: ["class"] });

  function current() {
    const svg = picture.querySelector("svg");
    return scale !== 0 || !svg ? scale || 1 : svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  }

  window.addEventListener("message", ({ data }) => {
    const { scrollLeft, scrollTop } = picture;
    // Parsed, not written into the page as text: the picture is the server's, but names in it are the user's.
    const parsed = new DOMParser().parseFromString(data.svg, "image/svg+xml");
    if (parsed.querySelector("parsererror")) { return; }
    picture.replaceChildren(document.importNode(parsed.documentElement, true));
    for (const node of picture.querySelectorAll("[data-address]")) {
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "link");
    }
    theme();
    zoom(scale);
    picture.scrollTo(scrollLeft, scrollTop);
    const parts = [];
    if (data.lose.length > 0) { parts.push(`without ${data.lose.join(", ")}`); }
    if (data.focus) { parts.push(`around ${data.focus}`); }
    button("what").textContent = parts.join(" · ");
    button("all").hidden = parts.length === 0 && !data.flows;
    button("flows").setAttribute("aria-pressed", String(data.flows));
  });

  function clicked(event) {
    const node = event.target.closest("[data-address]");
    if (!node) { return; }
    vscode.postMessage({ command: event.altKey || event.shiftKey ? "focus" : "open", address: node.dataset.address });
  }
  picture.addEventListener("click", clicked);
  picture.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { clicked(event); }
  });
  for (const id of ["lose", "flows", "all", "save"]) {
    button(id).addEventListener("click", () => vscode.postMessage({ command: id }));
  }
  button("fit").addEventListener("click", () => zoom(0));
  button("larger").addEventListener("click", () => zoom(Math.min(current() * 1.25, 8)));
  button("smaller").addEventListener("click", () => zoom(Math.max(current() / 1.25, 0.1)));
})();

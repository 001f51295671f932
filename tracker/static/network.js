// Focus, filters, zoom and arrow keys for pictures of a network, which are complete without them.
// A node carries data-n, its number; a line carries the class of-N of both its ends.

const STEPS = [1, 1.5, 2, 3];
const NODE = "[data-n]";

const numbersOf = (line) =>
  [...line.classList].filter((name) => name.startsWith("of-")).map((name) => name.slice(3));

function read(picture) {
  const nodes = [...picture.querySelectorAll(NODE)];
  const lines = [...picture.querySelectorAll(".l")].map((element) => ({
    element,
    ends: numbersOf(element),
    state: element.dataset.state,
  }));
  return { picture, nodes, lines, isGrid: picture.classList.contains("lines") };
}

function neighboursOf(network, node) {
  const { n } = node.dataset;
  const neighbours = new Set(network.lines.filter(({ ends }) => ends.includes(n)).flatMap(({ ends }) => ends));
  neighbours.delete(n);
  return network.nodes.filter((other) => neighbours.has(other.dataset.n));
}

// Hover and focus: highlight the node with its neighbours, fade the rest.

function light(network, node) {
  network.picture.classList.toggle("is-focused", Boolean(node));
  if (!node) return;
  const lit = new Set([node, ...neighboursOf(network, node)]);
  for (const other of network.nodes) other.classList.toggle("is-lit", lit.has(other));
  for (const { element, ends } of network.lines) {
    element.classList.toggle("is-lit", ends.includes(node.dataset.n));
  }
}

function listen(network) {
  const { picture } = network;
  const focused = () => picture.querySelector(`${NODE}:focus-visible`);
  picture.addEventListener("pointerover", (event) => {
    light(network, event.target.closest(NODE) ?? focused());
  });
  picture.addEventListener("pointerleave", () => light(network, focused()));
  picture.addEventListener("focusin", (event) => light(network, event.target.closest(NODE)));
  picture.addEventListener("focusout", () => light(network, null));
  picture.addEventListener("keydown", (event) => {
    const next = steps(network, event.target.closest(NODE), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

// Arrow keys: along a column, and across it along a line. The grid's heads lie in a row.

function steps(network, node, key) {
  if (!node || !key.startsWith("Arrow")) return null;
  const column = Number(node.dataset.column);
  const peers = network.nodes.filter((other) => Number(other.dataset.column) === column);
  const isHead = network.isGrid && column === 0;
  const [back, onward] = isHead ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const index = peers.indexOf(node);
  if (key === onward) return peers[index + 1];
  if (key === back && index > 0) return peers[index - 1];
  if (network.isGrid) {
    return key === (isHead ? "ArrowDown" : "ArrowUp") ? neighboursOf(network, node)[0] : null;
  }
  return across(network, node, column, key);
}

function across(network, node, column, key) {
  const target = column + { ArrowLeft: -1, ArrowRight: 1 }[key];
  const heightOf = (other) => other.getBoundingClientRect().top;
  return neighboursOf(network, node)
    .filter((other) => Number(other.dataset.column) === target)
    .sort((a, b) => Math.abs(heightOf(a) - heightOf(node)) - Math.abs(heightOf(b) - heightOf(node)))[0];
}

// Filters: hide lines of other statuses or organisations, and fade nodes without any line left.

function filter(network, { state, organisation }) {
  const organisationNode = network.nodes.find((node) => node.dataset.name === organisation)?.dataset.n;
  const isShown = (line) =>
    (!state || line.state === state) && (!organisation || line.ends.includes(organisationNode));
  const left = new Set();
  for (const line of network.lines) {
    line.element.classList.toggle("is-out", !isShown(line));
    if (isShown(line)) line.ends.forEach((end) => left.add(end));
  }
  const isFiltered = Boolean(state || organisation);
  for (const node of network.nodes) {
    node.classList.toggle("is-pale", isFiltered && !left.has(node.dataset.n));
  }
  return network.lines.filter(isShown).length;
}

function addOptions(select, networks) {
  const names = networks.flatMap(({ nodes }) => nodes.map((node) => node.dataset.name));
  for (const name of [...new Set(names)].filter(Boolean)) select.append(new Option(name, name));
}

// Zoom: enlarge the picture within a scrolling frame.

function zoom({ picture }, scale) {
  const frame = picture.parentElement;
  const middle = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
  const isWhole = scale === 1;
  frame.classList.toggle("is-zoomed", !isWhole);
  picture.style.width = isWhole ? "" : `${100 * scale}%`;
  picture.style.maxWidth = isWhole ? "" : "none";
  frame.scrollLeft = middle * frame.scrollWidth - frame.clientWidth / 2;
}

function addTools(figure, networks) {
  const tools = figure.querySelector("[data-network-tools]");
  if (!tools) return;
  const chosen = {};
  let step = 0;
  for (const select of tools.querySelectorAll("[data-network-filter]")) {
    const { networkFilter } = select.dataset;
    if (networkFilter === "organisation") addOptions(select, networks);
    select.addEventListener("change", () => {
      chosen[networkFilter] = select.value;
      const counts = networks.map((network) => [filter(network, chosen), network]);
      showCounts(tools.querySelector("[data-network-said]"), counts);
    });
  }
  for (const button of tools.querySelectorAll("[data-network-zoom]")) {
    button.addEventListener("click", () => {
      const target = { in: step + 1, out: step - 1, whole: 0 }[button.dataset.networkZoom];
      step = Math.min(Math.max(target, 0), STEPS.length - 1);
      networks.forEach((network) => zoom(network, STEPS[step]));
    });
  }
  tools.hidden = false;
}

function showCounts(element, counts) {
  const isVisible = ([, { picture }]) => picture.getClientRects().length > 0;
  const [shown, network] = counts.find(isVisible) ?? counts[0];
  element.textContent = element.dataset.words
    .replace("{shown}", shown)
    .replace("{all}", network.lines.length);
}

for (const figure of document.querySelectorAll("[data-network]")) {
  const networks = [...figure.querySelectorAll("svg.net")].map(read);
  networks.forEach(listen);
  addTools(figure, networks);
}

// Loads the module of each component that stands on the page: <plumb-search> comes from components/search.js.
const COMPONENTS = ["commit", "contents", "evidence", "continue", "copy", "demo", "inquiry", "ledger", "map", "room", "search", "shortcut", "storyboard", "theme", "visit"];

for (const name of COMPONENTS) {
  if (document.querySelector(`plumb-${name}`)) import(`./components/${name}.js`);
}

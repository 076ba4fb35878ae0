// Loads the module of each component that stands on the page: <plumb-search> comes from components/search.js.
const COMPONENTS = [
  "evidence", "contents", "continue", "copy", "exercise", "know", "ledger", "map", "practice", "records", "search", "shortcut", "theme", "visit",
];

for (const name of COMPONENTS) {
  if (document.querySelector(`plumb-${name}`)) import(`./components/${name}.js`);
}

// Loads the module of each component that stands on the page: <plumb-search> comes from components/search.js.
const COMPONENTS = [
  "commit", "contents", "continue", "copy", "demo", "evidence", "exercise", "inquiry", "know", "ledger",
  "map", "moved", "practice", "records", "room", "search", "shortcut", "storyboard", "theme", "visit",
];

for (const name of COMPONENTS) {
  if (document.querySelector(`plumb-${name}`)) import(`./components/${name}.js`);
}

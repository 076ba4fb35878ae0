// Load the module of each component on the page, such as components/search.js for <plumb-search>.
const COMPONENTS = [
  "commit", "contents", "continue", "copy", "demo", "evidence", "exercise", "inquiry", "know", "ledger",
  "map", "moved", "practice", "records", "room", "search", "shortcut", "storyboard", "theme", "visit",
];

for (const name of COMPONENTS) {
  if (document.querySelector(`plumb-${name}`)) import(`./components/${name}.js`);
}

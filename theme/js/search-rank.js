// Find and rank the objects for a query in the index that builder/render/pages/search.py writes. The first lines of that file describe the index.
// This module does not access the page: `read(name)` returns the parsed file of that name.

const LONGEST_QUERY = 200;
const NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega";
const GREEK = new Map(NAMES.split(" ").map((name, at) => ["αβγδεζηθικλμνξοπρστυφχψω"[at], name]));
const SMALL = /[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209c\u1d2c-\u1d6a]+/gu; // superscripts and subscripts: separate words
const LONE_GREEK = /(?<![α-ω])[α-ω](?![α-ω])/gu;
const THOUSANDS = /(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/gu;
const WORD = /[0-9]+(?:\.[0-9]+)+|[\p{L}\p{N}]+/gu;

// TeX commands that only change the type.
const LAYOUT = new RegExp(
  "\\\\(?:begin|end)\\s*\\{[^{}]*\\}|\\\\(?:left|right|[bB]ig+[lrm]?|[dt]?frac|sqrt|sum|prod|int|hat|widehat|bar|tilde|vec|d?dot|overline|" +
    "underline|math(?:bb|bf|cal|frak|it|rm|sf|scr)|boldsymbol|bm|operatorname|text|q?quad|[lr][vV]ert|cdot|times|star|prime|top)(?![A-Za-z])",
  "gu",
);
const VARIANT = /\\var(?=epsilon|theta|kappa|phi|rho|sigma|pi)/gu;

/** Return the words of a text as in the index, with the steps of builder/render/pages/fold.py. */
export function foldWords(text) {
  const plain = text.replace(SMALL, " $& ").normalize("NFKD").replace(/\p{M}/gu, "");
  const folded = plain.toUpperCase().toLowerCase().replaceAll("ς", "σ").replace(THOUSANDS, "");
  return folded.replace(LONE_GREEK, (letter) => ` ${GREEK.get(letter)} `).match(WORD) ?? [];
}

/** Return the words of a query, which may contain TeX. */
export function readQuery(text) {
  return foldWords(text.slice(0, LONGEST_QUERY).replace(LAYOUT, " ").replace(VARIANT, " "));
}

/** Return the index behind `read`, with each of its files read once. */
export async function openIndex(read) {
  const files = new Map();
  const fetchOnce = (name) => {
    if (!files.has(name)) files.set(name, read(name));
    return files.get(name);
  };
  const head = await fetchOnce("index");
  return {
    async wordsLike(word) {
      if (head.words) return head;
      const name = nameLetter(word);
      return head.letters.includes(name) ? fetchOnce(name) : { words: [], postings: [] };
    },
    async objectAt(number) {
      const objects = head.objects ?? (await fetchOnce(`objects-${Math.floor(number / head.run)}`));
      const [title, page, href, text] = objects[head.objects ? number : number % head.run];
      return { kind: kindAt(number, head.kinds), title, page, href, text };
    },
  };
}

// Return the numbers of the objects that contain every word of the query, the best first. The last word may be a prefix, because it may be
// unfinished. The others are whole words, unless that finds nothing. Objects are ranked by the place of a word (title, heading, claim, text),
// then by whole words before prefixes, then by number. Numbers follow the kinds.
export async function rankObjects(query, index) {
  const words = readQuery(query);
  const last = words.length - 1;
  const found = await scoreObjects(words, (at) => at === last, index);
  const scores = found.size || last < 1 ? found : await scoreObjects(words, () => true, index);
  return [...scores].sort(([number, score], [other, rival]) => rival - score || number - other).map(([number]) => number);
}

async function scoreObjects(words, isBeginning, index) {
  let scores = new Map();
  for (const [at, word] of words.entries()) {
    const found = scoreWord(word, isBeginning(at), await index.wordsLike(word));
    if (at === 0) scores = found;
    else scores = new Map([...scores].filter(([number]) => found.has(number)).map(([number, score]) => [number, score + found.get(number)]));
  }
  return scores;
}

function scoreWord(word, isBeginning, { words, postings }) {
  const scores = new Map();
  for (let at = firstFrom(word, words); at < words.length && words[at].startsWith(word); at += 1) {
    const isWhole = words[at] === word;
    if (!isWhole && !isBeginning) break;
    let number = 0;
    for (const posting of postings[at]) {
      number += Math.floor(posting / 4);
      const score = 2 * ((posting % 4) + 1) + (isWhole ? 1 : 0);
      if (score > (scores.get(number) ?? 0)) scores.set(number, score);
    }
  }
  return scores;
}

/** Return the index of the first of the sorted words that is not before `word`. */
function firstFrom(word, words) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

function kindAt(number, kinds) {
  let stop = 0;
  return kinds.find(([, count]) => number < (stop += count))?.[0] ?? "";
}

function nameLetter(word) {
  const letter = word.codePointAt(0);
  return letter < 128 ? word[0] : `u${letter.toString(16)}`;
}

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { packageFolder } from "../package/userProject.js";
import { type Page, page, pages, proseOf } from "./pages.js";

/** The anchors of a page: those of its headings, in GitHub's form, and those that it sets itself. */
function anchorsOf(one: Page): Set<string> {
  const prose = proseOf(one);
  const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  const own = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  return new Set([...headings, ...own]);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** The fault of a link, if it has one. */
function faultOf({ file }: Page, link: string): string | undefined {
  const [target = "", anchor] = link.split("#");
  const linked = target === "" ? file : path.join(path.dirname(file), target);
  if (!existsSync(path.join(packageFolder, linked))) {
    return `${file}: ${link}: there is no ${linked}`;
  }
  return anchor !== undefined && !anchorsOf(page(linked)).has(anchor)
    ? `${file}: ${link}: ${linked} has no such anchor`
    : undefined;
}

test("every relative link leads to a file and an anchor", () => {
  const faults = pages.flatMap((one) =>
    [...proseOf(one).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^https?:/.test(link))
      .flatMap((link) => faultOf(one, link) ?? []),
  );
  assert.deepEqual(faults, []);
});

test("the index has every page, and every page begins with a heading", () => {
  const index = page("docs/README.md").text;
  for (const { file, text } of pages.filter(({ file }) => file.startsWith("docs/"))) {
    assert.ok(file === "docs/README.md" || index.includes(`](${path.basename(file)})`), file);
    assert.match(text, /^# \S/, file);
  }
});

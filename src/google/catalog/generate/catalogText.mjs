/** The catalog as text: services and versions in order, one line each, so that changes read well. */
export function catalogText(catalog) {
  const services = entriesInOrder(catalog).map(([service, { versions, ...facts }]) => {
    const shared = JSON.stringify(facts).slice(1, -1);
    const lines = entriesInOrder(withAliases(versions)).map(
      ([version, entry]) => `    ${JSON.stringify(version)}: ${JSON.stringify(entry)}`,
    );
    return `  ${JSON.stringify(service)}: {${shared && `${shared}, `}"versions": {\n${lines.join(",\n")}\n  }}`;
  });
  return `{\n${services.join(",\n")}\n}\n`;
}

/** The source of the type of the catalog's keys. */
export function serviceKeyText(catalog) {
  const keys = entriesInOrder(catalog).map(([service]) => `  | ${JSON.stringify(service)}`);
  return `/** The key of a service in the catalog. \`npm run catalog\` makes this file. */\nexport type ServiceKey =\n${keys.join("\n")};\n`;
}

/** A version that is like an earlier one of its service only names it. */
function withAliases(versions) {
  const known = new Map();
  const aliased = {};
  for (const [version, entry] of entriesInOrder(versions)) {
    const text = JSON.stringify(entry);
    aliased[version] = known.get(text) ?? entry;
    if (!known.has(text)) {
      known.set(text, version);
    }
  }
  return aliased;
}

function entriesInOrder(object) {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

// Editors write stylesheets into the page while they run, and its policy lets no <style> element
// style anything. Their rules are adopted as constructed stylesheets instead, which it allows.

const adopted = new Set();

function adopt(rules) {
  if (adopted.has(rules)) return;
  adopted.add(rules);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets.push(sheet);
}

for (const name of ["append", "appendChild"]) {
  const insert = document.head[name];
  document.head[name] = (...nodes) => {
    for (const node of nodes) {
      if (node instanceof HTMLStyleElement) adopt(node.textContent);
      else insert.call(document.head, node);
    }
    return nodes[0];
  };
}

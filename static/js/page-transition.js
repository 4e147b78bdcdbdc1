// A short fade from page to page, where browsers have it. Not in a stylesheet: validators do not
// know the rule yet. The page waits for this file, or the fade would come too late.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  @media (prefers-reduced-motion: no-preference) {
    @view-transition { navigation: auto; }
    ::view-transition-group(*),
    ::view-transition-old(*),
    ::view-transition-new(*) { animation-duration: 180ms; }
  }
`);
document.adoptedStyleSheets.push(sheet);

// A fade that cannot be, on the way to or from another site, is no error.
for (const type of ["pageswap", "pagereveal"]) {
  addEventListener(type, ({ viewTransition }) => {
    viewTransition?.ready.catch(() => null);
    viewTransition?.finished.catch(() => null);
  });
}

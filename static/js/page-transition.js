// A short fade from page to page, where browsers have it. Not in a stylesheet: validators do not
// know the rule yet. No module, and before all stylesheets: later the fade would come too late.
{
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
  const bear = ({ viewTransition }) => {
    if (!viewTransition) return;
    const { ready, finished, updateCallbackDone } = viewTransition;
    for (const promise of [ready, finished, updateCallbackDone]) promise.catch(() => null);
  };
  addEventListener("pageswap", bear);
  addEventListener("pagereveal", bear);
}

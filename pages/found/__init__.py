"""How the site is found and shared: what a page says of itself to search engines and networks."""

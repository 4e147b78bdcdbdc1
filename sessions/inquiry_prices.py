"""What somebody was told a session costs, and what it costs today."""

from django.db.models import Q

from studio.models import Studio, money

from .models import Package


def changes(inquiry):
    """Return a sentence for every package of an inquiry that costs something else today."""
    chosen = inquiry.chosen
    told = [chosen.get("package"), *chosen.get("compared", [])]
    told = list({package["slug"]: package for package in told if package}.values())
    if not told:
        return []
    packages = known(told)
    currency = Studio.objects.current().currency
    sentences = (change(package, packages, currency) for package in told)
    return [sentence for sentence in sentences if sentence]


def known(told):
    """Return {address and name: package} of those that are still there; one of both may change."""
    slugs, names = ([package[key] for package in told] for key in ("slug", "name"))
    packages = Package.objects.filter(Q(slug__in=slugs) | Q(name__in=names))
    return {key: package for package in packages for key in (package.slug, package.name)}


def change(told, packages, currency):
    """Return the sentence about one package; "" where nothing has changed."""
    name = told["name"]
    package = packages.get(told["slug"]) or packages.get(name)
    if package is None or not package.is_published:
        return f"{name} is not on the site any more."
    price = money(package.current_price, currency)
    if price == told["price"]:
        return ""
    renamed = "" if package.name == name else f", now “{package.name}”,"
    return f"{name}{renamed} costs {price} today, not {told['price']}."
